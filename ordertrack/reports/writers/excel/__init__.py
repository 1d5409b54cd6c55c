"""A report as a workbook with charts that follow its cells."""
