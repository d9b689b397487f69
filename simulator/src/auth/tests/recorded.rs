//! Shared-key requests signed by `@azure/storage-blob` 12.32.0, as they arrived on the wire. The key is
//! [`super::vectors::key`]; it is not a secret.

/// One request: name, method, raw path, raw query, headers.
pub struct Recorded {
    pub name: &'static str,
    pub method: &'static str,
    pub path: &'static str,
    pub query: &'static str,
    pub headers: &'static [(&'static str, &'static str)],
}

#[rustfmt::skip]
pub const RECORDED: &[Recorded] = &[
    Recorded { name: "path: list containers, query sorted and decoded", method: "GET", path: "/goldenaccount/", query: "comp=list&prefix=a%20b%2F%C3%BC%26%3D%2B%25&include=metadata", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-client-request-id", "8dcb4198-9a28-4e1a-9a60-6e496144954c"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:dNFat5cvcw7o1HDFrvEVFywP5zUPQfgbh3trssN//qA="),
    ] },
    Recorded { name: "path: account information", method: "GET", path: "/goldenaccount/", query: "comp=properties&restype=account", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-client-request-id", "9223daa1-be17-4d85-941e-d8bb637769df"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:zMmVvQYFc55ovTpuBNNQP9vgCYZuEbGc9gBTd491sFo="),
    ] },
    Recorded { name: "path: create container, odd metadata names", method: "PUT", path: "/goldenaccount/docs", query: "restype=container", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-meta-ab", "1"), ("x-ms-meta-a_b", "2"),
        ("x-ms-meta-a1", "3"), ("x-ms-meta-a", "4"), ("x-ms-meta-a-b", "5"),
        ("x-ms-meta-aa", "6"), ("x-ms-meta-a.b", "7"), ("x-ms-meta-z", "8"),
        ("x-ms-meta-_z", "9"), ("x-ms-blob-public-access", "blob"), ("x-ms-client-request-id", "9d685725-2464-4955-8662-e93d37a52a3c"),
        ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"), ("authorization", "SharedKey goldenaccount:npkk53mDI3DeC4BKC/hX6RMRR5a5DvXzHnCCc3cXNsE="), ("content-length", "0"),
    ] },
    Recorded { name: "path: list blobs, two include values", method: "GET", path: "/goldenaccount/docs", query: "comp=list&prefix=%C3%B1%2F&marker=2!72!abc%3D%3D&maxresults=7&restype=container&include=copy,snapshots", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-client-request-id", "5ae4dc3d-17f9-4076-a1b3-fffc79bac262"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:5fXa0xOFtvh6VurBhxf//kNUdzMEt6exZ0UdbAss8s8="),
    ] },
    Recorded { name: "path: upload", method: "PUT", path: "/goldenaccount/docs/plain.txt", query: "", headers: &[
        ("content-type", "application/octet-stream"), ("x-ms-version", "2026-04-06"), ("content-length", "5"),
        ("x-ms-meta-k", "v  w"), ("x-ms-blob-content-type", "text/plain; charset=utf-8"), ("x-ms-blob-content-encoding", "gzip"),
        ("x-ms-blob-content-language", "de"), ("x-ms-access-tier", "Cool"), ("x-ms-blob-type", "BlockBlob"),
        ("x-ms-client-request-id", "01030986-b966-4e3e-8a0a-a93c87ccb6f3"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"), ("authorization", "SharedKey goldenaccount:D6Oyg4k9QUV8r7dt8XfyJjnPZxQ+/j1o9WXRKdrxRGQ="),
    ] },
    Recorded { name: "path: empty upload", method: "PUT", path: "/goldenaccount/docs/empty", query: "", headers: &[
        ("content-type", "application/octet-stream"), ("x-ms-version", "2026-04-06"), ("content-length", "0"),
        ("x-ms-blob-type", "BlockBlob"), ("x-ms-client-request-id", "e1522637-e231-4463-9ddf-c5f374e86a78"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:zvcfm/35llc0Fug2MPBn4rCBWXt/DviEixV+DVS80MY="),
    ] },
    Recorded { name: "path: download range with conditions", method: "GET", path: "/goldenaccount/docs/dir/file", query: "", headers: &[
        ("x-ms-version", "2026-04-06"), ("if-modified-since", "Sun, 09 Sep 2001 01:46:40 GMT"), ("if-unmodified-since", "Wed, 18 May 2033 03:33:20 GMT"),
        ("x-ms-range", "bytes=5-14"), ("if-match", "\"0x8D\""), ("if-none-match", "*"),
        ("x-ms-client-request-id", "e80aeb5a-a0d3-4f8a-875a-f5b577853817"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"), ("authorization", "SharedKey goldenaccount:fBCk61B2Ed31iHzh0BYJ0W0x2jdDAIehjNO2TPAk3hQ="),
    ] },
    Recorded { name: "path: blob name ünï/😀", method: "HEAD", path: "/goldenaccount/docs/%C3%BCn%C3%AF/%F0%9F%98%80", query: "", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-client-request-id", "dedcfe65-15fd-41a4-a682-aae5bfd9a8d4"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:1wY/ZPvXDbWKKZNhFFB3OPhj4P1MPeTvrFxprrCaRGo="),
    ] },
    Recorded { name: "path: blob name 100%#?+&=", method: "HEAD", path: "/goldenaccount/docs/100%25%23%3F%2B%26%3D", query: "", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-client-request-id", "d552cda3-0f49-40dd-b08d-709cb5291c98"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:2t0VKIy7AzQrLRbptYpxBNzNMC8VwYJA1JdPc2/4Kks="),
    ] },
    Recorded { name: "path: blob name a b", method: "HEAD", path: "/goldenaccount/docs/a%20b", query: "", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-client-request-id", "75e9ae93-b088-44a2-9c05-108dc9459397"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:TJdIs8C35/xUAQr7m/4TRrehy06VhT1nxd09IjpQ22I="),
    ] },
    Recorded { name: "path: blob name trailing./", method: "HEAD", path: "/goldenaccount/docs/trailing./", query: "", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-client-request-id", "3a70e33f-c58d-4e8f-af6a-33a3c10ce6ae"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:AvLFP+pE6A57oVUH+gtkRExrk6WGwhpZBBXGaAdiWVg="),
    ] },
    Recorded { name: "path: blob name ..hidden", method: "HEAD", path: "/goldenaccount/docs/..hidden", query: "", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-client-request-id", "f6696c52-aa2b-4b40-b574-54ecd2ea32f2"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:0KznMsJItESrGd/4i+zQJ8zNYJqCcXIkWzCCdfIZlE0="),
    ] },
    Recorded { name: "path: blob name a//b", method: "HEAD", path: "/goldenaccount/docs/a//b", query: "", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-client-request-id", "cfcb74d1-332a-4178-856a-bf6878432c87"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:REqf+5Iw6KTTT99sY+Wqop9wlNuWW8napqBUD8HMSRo="),
    ] },
    Recorded { name: "path: blob name x'y(z)!*~", method: "HEAD", path: "/goldenaccount/docs/x%27y(z)!*~", query: "", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-client-request-id", "dd0dd67c-b46c-45a7-853c-fc8db2c75043"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:Tu49Ku9If3/P0bd9ZUZgNcM2zT09poWUnwqHQD4q74s="),
    ] },
    Recorded { name: "path: start copy", method: "PUT", path: "/goldenaccount/docs/dest", query: "", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-meta-a_b", "x"), ("x-ms-meta-ab", "y"),
        ("x-ms-source-if-match", "\"1\""), ("x-ms-copy-source", "https://other.blob.core.windows.net/c/s?sv=2021-12-02&sig=a%2Bb%3D"), ("x-ms-client-request-id", "b8dd6f06-2eba-4ee9-a547-2995575fd02a"),
        ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"), ("authorization", "SharedKey goldenaccount:iCpU/+C3n/6IboEpUPcMUNrFbwHwVpPPJ2QvKTvc1rY="), ("content-length", "0"),
    ] },
    Recorded { name: "path: synchronous copy", method: "PUT", path: "/goldenaccount/docs/dest", query: "", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-copy-source", "https://other.blob.core.windows.net/c/s"), ("x-ms-requires-sync", "true"),
        ("x-ms-source-content-md5", "AAAAAAAAAAAAAAAAAAAAAA=="), ("x-ms-client-request-id", "04055a91-d61b-4eef-94b9-fc75c41af8a6"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:+5b4P4daAN9NElIjfYNuvElWphgTmXNeRZO6o8yG4ns="), ("content-length", "0"),
    ] },
    Recorded { name: "path: stage block", method: "PUT", path: "/goldenaccount/docs/big", query: "comp=block&blockid=QUE9PQ%3D%3D", headers: &[
        ("content-type", "application/octet-stream"), ("x-ms-version", "2026-04-06"), ("content-length", "3"),
        ("content-md5", "AQEBAQEBAQEBAQEBAQEBAQ=="), ("x-ms-client-request-id", "67427b91-7f45-4977-bd43-ba1da3da23d2"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:qrtmdBitkLZfBkRZdF/vHqScWnt8xLaFYAZoA8Oan8w="),
    ] },
    Recorded { name: "path: abort copy", method: "PUT", path: "/goldenaccount/docs/dest", query: "comp=copy&copyid=id-1", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-copy-action", "abort"), ("x-ms-client-request-id", "dd29f1b3-87db-4209-9379-81d09e8f5ac3"),
        ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"), ("authorization", "SharedKey goldenaccount:CVgI18ZS64ygY8/JyuPOmWWZAC2pNQ3fv5LBa794Rok="), ("content-length", "0"),
    ] },
    Recorded { name: "path: snapshot properties", method: "HEAD", path: "/goldenaccount/docs/dest", query: "snapshot=2024-01-02T03%3A04%3A05.1234567Z", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-client-request-id", "e9898857-ee39-43dc-b304-d21236c23f67"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:DwEs5eZjiCozRz8N02uO+j7YsZlkPdmHL6WKOAnWDEY="),
    ] },
    Recorded { name: "path: delete", method: "DELETE", path: "/goldenaccount/docs/dest", query: "", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-delete-snapshots", "include"), ("x-ms-client-request-id", "99453e37-cc53-46b9-b85e-ebbf20f66273"),
        ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"), ("authorization", "SharedKey goldenaccount:u0luYOiS2+wYQndab8HPDeA+lbCIOyhRpsjCwDrM+Os="),
    ] },
    Recorded { name: "host: list containers, query sorted and decoded", method: "GET", path: "/", query: "comp=list&prefix=a%20b%2F%C3%BC%26%3D%2B%25&include=metadata", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-client-request-id", "a9bc6a27-d458-429e-ba92-92116f8a92a6"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:PXPEuSYpcjcC7pIsji18fcEBnm1ofJrw/H0qDscSFOA="),
    ] },
    Recorded { name: "host: account information", method: "GET", path: "/", query: "comp=properties&restype=account", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-client-request-id", "2b3e1701-5d3c-4d86-b8aa-d9c3704be5d1"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:iNy6BwUDQO4ArKVvIctLSbINEnVYr/m/0EeAUgX6tZI="),
    ] },
    Recorded { name: "host: create container, odd metadata names", method: "PUT", path: "/docs", query: "restype=container", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-meta-ab", "1"), ("x-ms-meta-a_b", "2"),
        ("x-ms-meta-a1", "3"), ("x-ms-meta-a", "4"), ("x-ms-meta-a-b", "5"),
        ("x-ms-meta-aa", "6"), ("x-ms-meta-a.b", "7"), ("x-ms-meta-z", "8"),
        ("x-ms-meta-_z", "9"), ("x-ms-blob-public-access", "blob"), ("x-ms-client-request-id", "d3ba670d-23e3-4619-be24-9389403afb58"),
        ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"), ("authorization", "SharedKey goldenaccount:ydhF6masWlKD9k2Q/e07v75nn8w5B34zvaegi4amVVk="), ("content-length", "0"),
    ] },
    Recorded { name: "host: list blobs, two include values", method: "GET", path: "/docs", query: "comp=list&prefix=%C3%B1%2F&marker=2!72!abc%3D%3D&maxresults=7&restype=container&include=copy,snapshots", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-client-request-id", "b4429ad5-795c-4abb-8a81-138a05c3c76d"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:5iBr7S4MUJ9tDGsfGpBdA312ZlBaaTsUzV4+/VdQOag="),
    ] },
    Recorded { name: "host: upload", method: "PUT", path: "/docs/plain.txt", query: "", headers: &[
        ("content-type", "application/octet-stream"), ("x-ms-version", "2026-04-06"), ("content-length", "5"),
        ("x-ms-meta-k", "v  w"), ("x-ms-blob-content-type", "text/plain; charset=utf-8"), ("x-ms-blob-content-encoding", "gzip"),
        ("x-ms-blob-content-language", "de"), ("x-ms-access-tier", "Cool"), ("x-ms-blob-type", "BlockBlob"),
        ("x-ms-client-request-id", "ec1ef77d-bbbd-4246-8129-f0d959a7a71a"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"), ("authorization", "SharedKey goldenaccount:PqC6a71WZY9xkrnrMSj0dd0ZpX5K1SI0wedy6EabVXs="),
    ] },
    Recorded { name: "host: empty upload", method: "PUT", path: "/docs/empty", query: "", headers: &[
        ("content-type", "application/octet-stream"), ("x-ms-version", "2026-04-06"), ("content-length", "0"),
        ("x-ms-blob-type", "BlockBlob"), ("x-ms-client-request-id", "124671ce-c3c1-4cd1-851c-95baa52e6486"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:6qIBm+Iyzt+8UkJMrHbk30uWbE/MCTNfYCKpvLAcvk8="),
    ] },
    Recorded { name: "host: download range with conditions", method: "GET", path: "/docs/dir/file", query: "", headers: &[
        ("x-ms-version", "2026-04-06"), ("if-modified-since", "Sun, 09 Sep 2001 01:46:40 GMT"), ("if-unmodified-since", "Wed, 18 May 2033 03:33:20 GMT"),
        ("x-ms-range", "bytes=5-14"), ("if-match", "\"0x8D\""), ("if-none-match", "*"),
        ("x-ms-client-request-id", "61f9ddc1-868e-4b18-963a-c837e34f6561"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"), ("authorization", "SharedKey goldenaccount:/sd0zq0jq/vShWNmPlhezPwilTpu316VokV4UvcPiL8="),
    ] },
    Recorded { name: "host: blob name ünï/😀", method: "HEAD", path: "/docs/%C3%BCn%C3%AF/%F0%9F%98%80", query: "", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-client-request-id", "9aaa41e1-c422-4b98-84d0-2f52218dc72f"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:A9M0g5eOZqZs6F+GU4b/vatUTmKgyk1hygP7TCs7Otw="),
    ] },
    Recorded { name: "host: blob name 100%#?+&=", method: "HEAD", path: "/docs/100%25%23%3F%2B%26%3D", query: "", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-client-request-id", "3f345ad7-e4f1-4c51-91ba-5c1a3b4e3406"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:anEAIAjZtEoUnVNd1sKIBC3bornt+xwP0ZMxub3LRLY="),
    ] },
    Recorded { name: "host: blob name a b", method: "HEAD", path: "/docs/a%20b", query: "", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-client-request-id", "b84abeda-3dca-4ec7-8857-c749e373a907"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:uXFKQ1zZ36ib5FAcgF/kLtKf7Ep4/PkWkVe+imxVCWc="),
    ] },
    Recorded { name: "host: blob name trailing./", method: "HEAD", path: "/docs/trailing./", query: "", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-client-request-id", "f0c2e9db-d3fc-4052-9b00-8e03a289b470"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:z81H7svZuHa2fSHMO/GMLbEZZb+m6wtaULBpZQoOaBo="),
    ] },
    Recorded { name: "host: blob name ..hidden", method: "HEAD", path: "/docs/..hidden", query: "", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-client-request-id", "b5a62aa3-1cc9-4d53-9f4e-a7f964dbeb2f"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:ds86ubgxFWSFzOtdjRRErJuPg+1ia4ZfP7KBoYTD6FQ="),
    ] },
    Recorded { name: "host: blob name a//b", method: "HEAD", path: "/docs/a//b", query: "", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-client-request-id", "cb0d60a7-107e-4f92-bc33-02b49c17407c"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:JIxXT9EbgyjJoyzyxrwLTbxd3d6VvmZ+79wfNzGo7eI="),
    ] },
    Recorded { name: "host: blob name x'y(z)!*~", method: "HEAD", path: "/docs/x%27y(z)!*~", query: "", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-client-request-id", "8ca8e233-5757-4e7c-bb29-1eff8cdb3c3d"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:xbFdF3N4HzTLamM5H6oDvOYZoGM6+Mj8K0+EINbyW/0="),
    ] },
    Recorded { name: "host: start copy", method: "PUT", path: "/docs/dest", query: "", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-meta-a_b", "x"), ("x-ms-meta-ab", "y"),
        ("x-ms-source-if-match", "\"1\""), ("x-ms-copy-source", "https://other.blob.core.windows.net/c/s?sv=2021-12-02&sig=a%2Bb%3D"), ("x-ms-client-request-id", "8a665beb-508d-4199-8590-639be263d9aa"),
        ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"), ("authorization", "SharedKey goldenaccount:fki/lLBo9NiRFqb/y5E0/dd3rNLwld2ScJkLEIbGc54="), ("content-length", "0"),
    ] },
    Recorded { name: "host: synchronous copy", method: "PUT", path: "/docs/dest", query: "", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-copy-source", "https://other.blob.core.windows.net/c/s"), ("x-ms-requires-sync", "true"),
        ("x-ms-source-content-md5", "AAAAAAAAAAAAAAAAAAAAAA=="), ("x-ms-client-request-id", "bac266d8-bfb1-478e-93d2-bbfd23d39b41"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:sisBA16oKM5CDpIMpXbVL6iaEmF4bI37mOodmSPHR24="), ("content-length", "0"),
    ] },
    Recorded { name: "host: stage block", method: "PUT", path: "/docs/big", query: "comp=block&blockid=QUE9PQ%3D%3D", headers: &[
        ("content-type", "application/octet-stream"), ("x-ms-version", "2026-04-06"), ("content-length", "3"),
        ("content-md5", "AQEBAQEBAQEBAQEBAQEBAQ=="), ("x-ms-client-request-id", "1f20d703-8d02-439d-825a-9d2945ce2274"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:ZtrU37ZhXfFYiT5lxZqJAl3D5I0b/uWILzwhOCFYpU0="),
    ] },
    Recorded { name: "host: abort copy", method: "PUT", path: "/docs/dest", query: "comp=copy&copyid=id-1", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-copy-action", "abort"), ("x-ms-client-request-id", "349098bc-04b5-437f-abda-7163e27649d0"),
        ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"), ("authorization", "SharedKey goldenaccount:XBvmDZqI78DihxmhIgs6/nAWdSgBEM8HRkKAjznSPFE="), ("content-length", "0"),
    ] },
    Recorded { name: "host: snapshot properties", method: "HEAD", path: "/docs/dest", query: "snapshot=2024-01-02T03%3A04%3A05.1234567Z", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-client-request-id", "f5f03564-cd5f-49f3-9f93-a21de458e0a2"), ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"),
        ("authorization", "SharedKey goldenaccount:IvteHY9XWzXvErhd2S3MS6zfNcyt0MH8yn2n5XNCZL0="),
    ] },
    Recorded { name: "host: delete", method: "DELETE", path: "/docs/dest", query: "", headers: &[
        ("x-ms-version", "2026-04-06"), ("x-ms-delete-snapshots", "include"), ("x-ms-client-request-id", "942a3fd2-84b1-4031-bda2-8e853f322a69"),
        ("x-ms-date", "Sun, 22 Nov 2026 15:42:32 GMT"), ("authorization", "SharedKey goldenaccount:TRKJ26lMY9+dgFPeF2g0c0anLzRUycngYNbc1Aousdk="),
    ] },
];
