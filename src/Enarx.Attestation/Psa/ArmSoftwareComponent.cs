namespace Enarx.Attestation;

/// <summary>A software component of a platform (RFC 9783, section 4.4.1).</summary>
/// <param name="Type">Its role; null when it is not told.</param>
/// <param name="Measurement">Its digest, 32, 48 or 64 bytes.</param>
/// <param name="Version">Its version; null when it is not told.</param>
/// <param name="SignerId">Digest of the key that signed it.</param>
internal sealed record ArmSoftwareComponent(string? Type, ReadOnlyMemory<byte> Measurement, string? Version, ReadOnlyMemory<byte> SignerId)
{
    private const int MostFields = 16;
    private const int LongestText = 256;

    /// <summary>Reads one.</summary>
    /// <exception cref="CborException">It is not one.</exception>
    public static ArmSoftwareComponent Read(CborItem item)
    {
        CborMap fields = item.Map(MostFields);
        fields.Find(6, "measurement description")?.Text(LongestText);
        return new ArmSoftwareComponent(
            fields.Find(1, "measurement type")?.Text(LongestText),
            fields.Get(2, "measurement value").Hash(),
            fields.Find(4, "version")?.Text(LongestText),
            fields.Get(5, "signer id").Hash());
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Type ?? "a component"} {Version} {Convert.ToHexStringLower(Measurement.Span)} signer {Convert.ToHexStringLower(SignerId.Span)}";
}
