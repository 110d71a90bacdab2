"""The signatures of tracking links, made again from the installation's secret: tests ask about links of any recipient, and
of the form that older mail has."""

import base64
import hashlib
import pathlib
import urllib.parse


def subkey(instance, purpose):
    secret = pathlib.Path(instance.data, "secret.key").read_bytes().strip()
    ring = hashlib.blake2b(secret, key=b"loumass secret v1", digest_size=32).digest()
    return hashlib.blake2b(purpose.encode(), key=ring, digest_size=32).digest()

def _mac(key, text):
    return base64.urlsafe_b64encode(hashlib.blake2b(text, key=key, digest_size=16).digest()[:9]).decode()

def link_id(instance, tracking_id, n, target, form="_"):
    digest = hashlib.blake2b(target.encode(), digest_size=32).digest()
    return f"{n}{form}" + _mac(subkey(instance, "click"), tracking_id.encode() + b"\0" + form.encode() + f"{n}:".encode() + digest)

def old_link_id(instance, n, target):
    return f"{n}-" + _mac(subkey(instance, "link"), f"{n}:{target}".encode())

def path_of(tracking_id, link, target):
    return f"/t/c/{tracking_id}/{link}?u={urllib.parse.quote(target, safe='')}"

def click_path(instance, tracking_id, n, target, form="_"):
    return path_of(tracking_id, link_id(instance, tracking_id, n, target, form), target)
