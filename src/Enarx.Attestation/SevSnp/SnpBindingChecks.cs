namespace Enarx.Attestation;

/// <summary>The checks of the report against the leaf that vouches for its key.</summary>
internal static class SnpBindingChecks
{
    /// <summary>Makes the checks that the leaf's extensions decide.</summary>
    public static void Make(CheckList checks, SnpReport report, SnpTcbs? tcbs, SnpLeafExtensions? extensions, SnpSigningKey kind)
    {
        if (tcbs is not null)
            checks.Record(SnpChecks.TcbOrder, tcbs.Committed.IsAtLeast(tcbs.Reported) && tcbs.Current.IsAtLeast(tcbs.Committed) && tcbs.Current.IsAtLeast(tcbs.Launch),
                "No firmware reports such TCBs.", "REPORTED <= COMMITTED <= CURRENT and LAUNCH <= CURRENT",
                $"REPORTED {tcbs.Reported}; COMMITTED {tcbs.Committed}; CURRENT {tcbs.Current}; LAUNCH {tcbs.Launch}", "report[0x38..0x40], [0x180..0x188], [0x1e0..0x1e8], [0x1f0..0x1f8]");
        if (extensions is null)
            return;
        if (tcbs is not null)
            checks.Record(SnpChecks.TcbEndorsed, tcbs.Reported == extensions.Tcb && extensions.HasZeroReservedLevels,
                "The certificate is for another TCB. Fetch the one for REPORTED_TCB.", extensions.Tcb.ToString(),
                tcbs.Reported.ToString() + (extensions.HasZeroReservedLevels ? "" : ", and the certificate has levels that no product defines"), "report[0x180..0x188]");
        MakeChip(checks, report, extensions, kind);
    }

    // A VLEK names no chip, and a host may hide the chip's identity; CHIP_ID is zero then.
    private static void MakeChip(CheckList checks, SnpReport report, SnpLeafExtensions extensions, SnpSigningKey kind)
    {
        Span<byte> expected = stackalloc byte[SnpReport.ChipIdLength];
        expected.Clear();
        bool hidden = kind == SnpSigningKey.Vlek || report.MasksChip;
        if (!hidden)
            extensions.HardwareId.CopyTo(expected);
        checks.Record(SnpChecks.ChipEndorsed, report.ChipId.SequenceEqual(expected),
            hidden ? "CHIP_ID must be zero under a VLEK and where the host masks it." : "The certificate is for another chip. Fetch the one for CHIP_ID.",
            Convert.ToHexStringLower(expected), Convert.ToHexStringLower(report.ChipId), "report[0x1a0..0x1e0]");
    }
}
