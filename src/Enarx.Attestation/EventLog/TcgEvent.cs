namespace Enarx.Attestation;

/// <summary>An event of a log (TCG PC Client Platform Firmware Profile, 10.2.2).</summary>
/// <param name="Register">The register that it was extended into.</param>
/// <param name="Type">What it is about.</param>
/// <param name="Digest">What the register was extended with.</param>
/// <param name="Data">What was measured, or what describes it.</param>
internal readonly record struct TcgEvent(uint Register, uint Type, ReadOnlyMemory<byte> Digest, ReadOnlyMemory<byte> Data)
{
    /// <summary>An event that informs and extends nothing.</summary>
    public const uint NoAction = 3;
}
