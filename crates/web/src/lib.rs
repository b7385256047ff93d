//! Pages for people, rendered by the server. The program hands `/`, `/app…` and `/assets/…` over to what is exported here.
//! No SQL, no vendor's word: a page asks the verbs and questions that every other door asks.
