using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>Computes what the run-time measurement registers of a TD are after the events of a log (Intel TDX virtual firmware design guide, "Measurement and attestation").</summary>
internal static class RtmrReplay
{
    // Register 0 of a log is MRTD, which nothing extends at run time; 1 to 4 are RTMR0 to RTMR3.
    private const uint FirstRtmr = 1;

    /// <summary>Computes the registers.</summary>
    /// <param name="bytes">A log, with or without its ACPI table.</param>
    /// <returns>RTMR0 to RTMR3, 48 bytes each.</returns>
    /// <exception cref="EventLogException">It is no log, or not a TD's.</exception>
    public static byte[][] Compute(ReadOnlyMemory<byte> bytes)
    {
        var registers = new byte[TdReport.Registers][];
        for (int i = 0; i < registers.Length; i++)
            registers[i] = new byte[TdReport.MeasurementLength];
        Span<byte> pair = stackalloc byte[2 * TdReport.MeasurementLength];
        foreach (TcgEvent entry in TcgEventLog.Parse(CcelTable.Skip(bytes), TcgEventLog.Sha384, TdReport.MeasurementLength))
        {
            if (entry.Register >= FirstRtmr + TdReport.Registers)
                throw new EventLogException("register", 0, $"a TD has no register {entry.Register}.");
            if (entry.Type == TcgEvent.NoAction || entry.Register < FirstRtmr)
                continue;
            byte[] register = registers[entry.Register - FirstRtmr];
            register.CopyTo(pair);
            entry.Digest.Span.CopyTo(pair[TdReport.MeasurementLength..]);
            SHA384.HashData(pair, register);
        }

        return registers;
    }
}
