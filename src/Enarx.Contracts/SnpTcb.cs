namespace Enarx;

/// <summary>
/// Security patch levels of an AMD processor (TCB_VERSION; AMD 56860, section 2.2). Compared component by component:
/// there is no total order.
/// </summary>
/// <param name="Bootloader">blSPL.</param>
/// <param name="Tee">teeSPL.</param>
/// <param name="Snp">snpSPL.</param>
/// <param name="Microcode">ucodeSPL.</param>
/// <param name="Fmc">fmcSPL; Turin only, null elsewhere.</param>
public sealed record SnpTcb(byte Bootloader, byte Tee, byte Snp, byte Microcode, byte? Fmc = null)
{
    /// <summary>True when no component is below that of <paramref name="floor"/>; an absent FMC counts as 0.</summary>
    public bool IsAtLeast(SnpTcb floor)
    {
        ArgumentNullException.ThrowIfNull(floor);
        return Bootloader >= floor.Bootloader && Tee >= floor.Tee && Snp >= floor.Snp && Microcode >= floor.Microcode
            && (Fmc ?? 0) >= (floor.Fmc ?? 0);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        (Fmc is { } fmc ? $"fmc {fmc} " : "") + $"bl {Bootloader} tee {Tee} snp {Snp} ucode {Microcode}";
}
