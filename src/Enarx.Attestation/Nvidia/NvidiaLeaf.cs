namespace Enarx.Attestation;

/// <summary>
/// What NVIDIA's certificate of an attestation key says of the device: its firmware and its device id key in an
/// extension (TCG DICE, 2.23.133.5.4.1, in the older form CompositeDeviceID) and its name (DMTF DSP0274, device
/// information in subjectAltName).
/// </summary>
/// <param name="DeviceKey">SubjectPublicKeyInfo of the key that the device was given when it was made.</param>
/// <param name="FirmwareId">SHA-384 of the firmware that has the attestation key.</param>
/// <param name="DeviceName">Maker, product and serial number with colons between them; null when it is not there.</param>
internal sealed record NvidiaLeaf(byte[] DeviceKey, byte[] FirmwareId, string? DeviceName)
{
    private const string DiceOid = "2.23.133.5.4.1";
    private const string SubjectAltNameOid = "2.5.29.17";
    private const string DeviceInfoOid = "1.3.6.1.4.1.412.274.1";
    private const string Sha384Oid = "2.16.840.1.101.3.4.2.2";
    private const int FirmwareIdLength = 48;

    /// <summary>The device's serial number, lower-case hexadecimal; null when the name has none.</summary>
    public string? Serial => DeviceName?.Split(':') is [_, _, { Length: 16 } serial] && serial.All(char.IsAsciiHexDigit) ? serial.ToLowerInvariant() : null;

    /// <summary>Reads a certificate.</summary>
    /// <exception cref="DerException">The extension is missing or malformed.</exception>
    public static NvidiaLeaf Read(X509Certificate certificate)
    {
        X509ExtensionValue dice = certificate.Extensions.FirstOrDefault(e => e.Oid == DiceOid) ?? throw new DerException(0, $"there is no extension {DiceOid}.");
        var whole = new DerReader(dice.Value);
        DerReader fields = whole.Sequence();
        whole.End();
        if (fields.Integer() != 1)
            throw new DerException(0, $"extension {DiceOid} is not of version 1.");
        byte[] key = fields.Encoded().ToArray();
        DerReader firmware = fields.Sequence();
        fields.End();
        if (firmware.Oid() != Sha384Oid)
            throw new DerException(0, "the firmware id is not of SHA-384.");
        byte[] id = firmware.OctetString();
        firmware.End();
        if (id.Length != FirmwareIdLength)
            throw new DerException(0, $"the firmware id has {id.Length} bytes, not {FirmwareIdLength}.");
        return new NvidiaLeaf(key, id, ReadName(certificate));
    }

    private static string? ReadName(X509Certificate certificate)
    {
        if (certificate.Extensions.FirstOrDefault(e => e.Oid == SubjectAltNameOid) is not { } extension)
            return null;
        var whole = new DerReader(extension.Value);
        DerReader names = whole.Sequence();
        whole.End();
        while (names.HasData)
        {
            if (!names.IsExplicit(0))
            {
                names.Encoded();
                continue;
            }

            DerReader other = names.Explicit(0);
            if (other.Oid() != DeviceInfoOid)
                continue;
            DerReader value = other.Explicit(0);
            other.End();
            return value.Text();
        }

        return null;
    }
}
