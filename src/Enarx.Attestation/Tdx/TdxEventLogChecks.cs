namespace Enarx.Attestation;

/// <summary>The checks of a TD's event log against the registers in its quote. A log says what was measured; only the registers say that it was.</summary>
internal static class TdxEventLogChecks
{
    public static readonly CheckDefinition Format = new("tdx.event-log.format", "The event log is well formed", CheckCategory.Format);
    public static readonly CheckDefinition Replay = new("tdx.event-log.replay", "The event log gives RTMR0 to RTMR3 of the quote", CheckCategory.Binding);

    /// <summary>Every definition, in the order of checking.</summary>
    public static readonly IReadOnlyList<CheckDefinition> All = [Format, Replay];

    /// <summary>Makes the checks.</summary>
    /// <param name="checks">Where they are recorded.</param>
    /// <param name="log">The log; null when there is none.</param>
    /// <param name="report">The TD; null when the quote could not be read.</param>
    public static void Make(CheckList checks, byte[]? log, TdReport? report)
    {
        if (log is null)
        {
            foreach (CheckDefinition check in All)
                checks.NotDone(check, required: false, "The evidence has no event log.");
            return;
        }

        byte[][] registers;
        try
        {
            registers = RtmrReplay.Compute(log);
            checks.Record(Format, holds: true, "");
        }
        catch (EventLogException e)
        {
            checks.Record(Format, holds: false, "The log was cut or altered, or is of another kind.", "a crypto-agile log with SHA-384", e.Message, $"parts['{EvidencePart.EventLog}'][0x{e.Offset:x}..]");
            return;
        }

        if (report is not { } td)
            return;
        int odd = -1;
        for (int i = 0; i < registers.Length && odd < 0; i++)
        {
            if (!td.Rtmr(i).SequenceEqual(registers[i]))
                odd = i;
        }

        checks.Record(Replay, odd < 0, "The log is not what the TD measured, or not all of it.", odd < 0 ? null : $"RTMR{odd} {Convert.ToHexStringLower(td.Rtmr(odd))}",
            odd < 0 ? null : $"RTMR{odd} {Convert.ToHexStringLower(registers[odd])}", $"parts['{EvidencePart.EventLog}']");
    }
}
