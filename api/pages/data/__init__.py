"""Everything that a site's files can say, in forms made from the fields of the API's bodies."""
