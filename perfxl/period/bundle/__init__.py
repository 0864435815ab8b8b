"""The folder for a Windows desk without Python: an embeddable Python, the wheels, the scripts, pages for HR and for IT."""
