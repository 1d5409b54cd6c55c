"""Turns a report's content into files: Word, PowerPoint, Excel, HTML, PDF."""
