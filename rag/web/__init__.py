"""The parts of the web chat that know nothing of Gradio, and the little that dresses it.

``app.py`` at the root of the project puts them together.
"""
