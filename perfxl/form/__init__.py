"""What is asked: the form's definition, the roster, and where each thing stands."""
