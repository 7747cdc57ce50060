"""What trainers do with a threshold: try it on the casebook; later compare, prove, ratify and practise."""
