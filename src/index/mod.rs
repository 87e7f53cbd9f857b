//! Full-text search: the home of `tantivy`, and the query language.
