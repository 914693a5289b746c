"""Every choice, swept: what each specification of a grid gives, and what each choice matters."""
