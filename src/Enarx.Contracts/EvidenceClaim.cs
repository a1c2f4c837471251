namespace Enarx;

/// <summary>One value that evidence states about what gave it. It is worth what the appraisal's checks are worth.</summary>
/// <param name="Name">Name in the vendor's specification, for example <c>MRENCLAVE</c> or <c>RTMR0</c>.</param>
/// <param name="Value">Its value; bytes in lower-case hexadecimal.</param>
/// <param name="Source">Where it stands, for example <c>quote[0x70..0x90]</c>.</param>
public sealed record EvidenceClaim(string Name, string Value, string Source)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}={Value}";
}
