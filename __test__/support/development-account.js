'use strict';

/** The well-known development account. Both values are public and the same on every machine. */
const ACCOUNT_NAME = 'devstoreaccount1';
const ACCOUNT_KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

module.exports = { ACCOUNT_KEY, ACCOUNT_NAME };
