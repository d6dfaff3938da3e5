"""All that is Streamlit or HTTP: the app, its routes, theme, widgets and parts of pages."""
