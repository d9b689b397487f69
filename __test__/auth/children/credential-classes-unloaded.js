'use strict';

const { AnonymousCredential, BlobServiceClient, StorageSharedKeyCredential, Credential } = require(process.env.LIBRARY);

const credential = new StorageSharedKeyCredential('account', Buffer.from('key').toString('base64'));
const client = new BlobServiceClient('http://127.0.0.1:1/account', credential);
new BlobServiceClient('http://127.0.0.1:1/account', new AnonymousCredential()).getContainerClient('c');
const checks = [client.credential instanceof Credential, credential instanceof Map];
const loaded = Object.keys(require.cache).filter((file) => file.includes('storage-common'));
process.stdout.write(JSON.stringify(checks[0] && !checks[1] ? loaded : checks));
