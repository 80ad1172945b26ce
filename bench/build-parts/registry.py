"""A registry on this machine, asked over HTTP without credentials."""
import hashlib
import http.client
import json
from concurrent.futures import ThreadPoolExecutor

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"


class Registry:
    def __init__(self, host):
        self.host = host

    def ask(self, method, path, body=None, headers=None):
        """Status, headers and body of an answer."""
        connection = http.client.HTTPConnection(self.host, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def tags(self, repository):
        status, _, body = self.ask("GET", f"/v2/{repository}/tags/list")
        return (json.loads(body).get("tags") or []) if status == 200 else []

    def digest(self, repository, tag):
        """What a tag points at; None if there is no such tag."""
        accept = {"Accept": f"{MANIFEST}, {INDEX}"}
        status, headers, _ = self.ask("HEAD", f"/v2/{repository}/manifests/{tag}", headers=accept)
        return headers["Docker-Content-Digest"] if status == 200 else None

    def digests(self, repository, tags):
        with ThreadPoolExecutor(4) as pool:
            return dict(zip(tags, pool.map(lambda tag: self.digest(repository, tag), tags)))

    def push_blob(self, repository, content):
        digest = "sha256:" + hashlib.sha256(content).hexdigest()
        status, headers, _ = self.ask("POST", f"/v2/{repository}/blobs/uploads/")
        expect(status, 202, "begin an upload")
        place = headers["Location"].removeprefix(f"http://{self.host}")
        place += ("&" if "?" in place else "?") + f"digest={digest}"
        status, _, _ = self.ask("PUT", place, content, {"Content-Type": "application/octet-stream"})
        expect(status, 201, "push a blob")
        return {"digest": digest, "size": len(content)}

    def push_small_image(self, repository, platform, tags):
        """Pushes one small image under many tags; its digest."""
        layer = self.push_blob(repository, b"not a layer that anyone unpacks")
        system, architecture = platform.split("/")[:2]
        config = {
            "os": system,
            "architecture": architecture,
            "rootfs": {"type": "layers", "diff_ids": [layer["digest"]]},
            "history": [{"created_by": "RUN make install # buildkit"}],
        }
        blob = self.push_blob(repository, json.dumps(config).encode())
        manifest = json.dumps(
            {
                "schemaVersion": 2,
                "mediaType": MANIFEST,
                "config": {"mediaType": "application/vnd.oci.image.config.v1+json", **blob},
                "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar", **layer}],
            }
        ).encode()

        def tag(name):
            path = f"/v2/{repository}/manifests/{name}"
            expect(self.ask("PUT", path, manifest, {"Content-Type": MANIFEST})[0], 201, f"push {name}")

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(tag, tags))
        return "sha256:" + hashlib.sha256(manifest).hexdigest()

    def delete(self, repository):
        """Deletes all manifests of a repository. The registry's own garbage collection takes the blobs."""
        found = self.digests(repository, self.tags(repository))
        for digest in sorted(set(found.values()) - {None}):
            self.ask("DELETE", f"/v2/{repository}/manifests/{digest}")


def expect(status, expected, what):
    if status != expected:
        raise SystemExit(f"bench/build: the registry answered {status} when asked to {what}")
