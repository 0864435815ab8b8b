"""A roster that nobody has to type: plans and old reports in Word or Excel -> a draft for a person to check."""
