"""Reports: what they say (`content`), the formats that tell it (`writers`), and who made which."""
