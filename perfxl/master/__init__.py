"""The master workbook of an organisation, what HR wrote in the last one, and the day's page."""
