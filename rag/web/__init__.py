"""A pipeline in; parts of the web chat out, which ``app.py`` puts together."""
