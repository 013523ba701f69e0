# shellcheck shell=bash
# OpenVPN asks this program about each client, after it has checked who signed the certificate.
cat >/usr/local/sbin/bulkhead-vpn-client <<'END'
#!/usr/bin/python3
"""Admits a client whose certificate the list has, or whose one-time code (RFC 6238) is right.

bulkhead-vpn-client certificate DEPTH SUBJECT
bulkhead-vpn-client code FILE

The file holds the name and the code, or the token that OpenVPN gave the client for an earlier one.
"""
import base64
import fcntl
import hashlib
import hmac
import json
import os
import struct
import sys
import time

DIRECTORY = "/run/bulkhead-vpn"
SECONDS = 30  # that a code is for
# A code has six digits, and three are right at a time, so a guess is right with odds of 3 in a million. Wrong codes count
# until a right one comes: the fifth makes the client wait for 5 minutes, each one more twice as long, up to a day. Who has
# a stolen profile has about 380 guesses in a year, 0.1 %. Each login of its owner ends the count, and gives up to 12 more
# before the owner would have to wait, too, and notice: with one a day 1.3 % in a year, with four 4.4 %. What helps an owner
# who has to wait is another certificate: it begins anew.
TRIES, WAIT, DAY = 5, 300, 86400


def code(secret, step):
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), "sha1").digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return b"%06d" % (number % 10**6)


def known(name):
    """What the list has of a client."""
    with open(f"{DIRECTORY}/clients.json") as file:
        return json.load(file).get(name, {})


def admitted(name, given):
    secret = known(name).get("totp")
    if not secret:
        return False
    with open(f"{DIRECTORY}/used/{name}-{hashlib.sha256(secret.encode()).hexdigest()}", "a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        last, wrong, until = json.loads(file.read() or "[0, 0, 0]")
        now = int(time.time())
        if now < until:
            return False
        # A clock may be one step off. Each code is good once, so none before the last one is.
        step = now // SECONDS
        right = [s for s in (step - 1, step, step + 1) if s > last and hmac.compare_digest(code(secret, s), given)]
        if right:
            last, wrong, until = right[0], 0, 0
        else:
            wrong += 1
            if wrong >= TRIES:
                until = now + min(WAIT * 2 ** (wrong - TRIES), DAY)
        file.truncate(0)
        file.write(json.dumps([last, wrong, until]))
    return bool(right)


if sys.argv[1] == "certificate":
    if sys.argv[2] != "0":  # the authority's own
        sys.exit(0)
    serial = os.environ["tls_serial_hex_0"].replace(":", "").lstrip("0")
    sys.exit(0 if known(os.environ["X509_0_CN"]).get("serial") == serial else 1)
with open(sys.argv[2]) as file:
    name, given = file.read().split("\n")[:2]
if name != os.environ["common_name"]:  # a token is of a name, whatever the certificate
    sys.exit(1)
state = os.environ["session_state"]
# Initial is no token. Authenticated is a token of this name whose time is not over. The others are no tokens of this
# name any more (Expired), or never were (Invalid: of another name, or from before this server; AuthenticatedEmptyUser,
# ExpiredEmptyUser: of no name). A client that is refused with one asks for a code, so it was not a wrong code.
sys.exit(0 if state == "Authenticated" or state == "Initial" and admitted(name, given.encode()) else 1)
END
chmod 755 /usr/local/sbin/bulkhead-vpn-client
