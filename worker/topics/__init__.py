"""What a field can ask, as data: one YAML per language, and the lists of countries."""
