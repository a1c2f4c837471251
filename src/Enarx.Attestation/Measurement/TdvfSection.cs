namespace Enarx.Attestation;

/// <summary>A section of a firmware image for TDX (Intel TDX Virtual Firmware Design Guide, section 11.2).</summary>
/// <param name="Data">What of the image is put there; zeros follow it.</param>
/// <param name="Address">Guest physical address.</param>
/// <param name="Length">Length of its memory, bytes.</param>
/// <param name="Type">What it is for; for example 0 for code and 3 for temporary memory.</param>
/// <param name="Attributes">Bit 0: its content is measured. Bit 1: its pages are added when the domain runs, and not measured at all.</param>
internal sealed record TdvfSection(ReadOnlyMemory<byte> Data, ulong Address, ulong Length, uint Type, uint Attributes)
{
    /// <summary>Whether its content is measured (TDH.MR.EXTEND).</summary>
    public bool IsMeasured => (Attributes & 1) != 0;

    /// <summary>Whether its pages are there from the start (TDH.MEM.PAGE.ADD).</summary>
    public bool IsAdded => (Attributes & 2) == 0;
}
