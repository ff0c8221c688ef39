"""From a question in English or French to what is asked of the runs that are open, without a language model."""
