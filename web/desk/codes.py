"""One-time passwords from an app on the staff member's telephone (TOTP, RFC 6238)."""

from __future__ import annotations

import base64

import segno
from django_otp.plugins.otp_totp.models import TOTPDevice

from web.desk.models import StaffMember


def pending(member: StaffMember) -> TOTPDevice:
    """The device that is being set up: made once, until it is confirmed by a first code."""
    device, _ = TOTPDevice.objects.get_or_create(user=member, confirmed=False, defaults={"name": "app"})
    return device


def picture(device: TOTPDevice) -> str:
    """The QR code to scan, as an address that holds the image itself."""
    return segno.make(device.config_url, micro=False).svg_data_uri(scale=5, border=2, dark="#101828", light="#ffffff")


def secret(device: TOTPDevice) -> str:
    """The key to type where nothing can be scanned, in groups of four."""
    text = base64.b32encode(device.bin_key).decode("ascii").rstrip("=")
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def confirm(device: TOTPDevice, code: str) -> bool:
    """Takes the device into use when its first code is right; others of the member are dropped."""
    if not device.verify_token(code):
        return False
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    TOTPDevice.objects.filter(user=device.user).exclude(pk=device.pk).delete()
    return True


def digits(text: str) -> str:
    """A code as it was typed, without spaces, full-width digits made plain; empty when it is none."""
    plain = "".join(str(int(c)) for c in text if c.isdecimal())
    return plain if len(plain) == 6 else ""
