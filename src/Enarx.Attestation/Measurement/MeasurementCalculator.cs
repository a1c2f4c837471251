using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Enarx.Attestation;

/// <summary>Computes what TEEs will measure, and says from what.</summary>
public static class MeasurementCalculator
{
    /// <summary>Computes the launch digest of a virtual machine under SEV-SNP, SEV-ES or SEV.</summary>
    /// <exception cref="MeasurementException">The image is malformed, or not for what is asked.</exception>
    /// <exception cref="ArgumentException">The inputs contradict each other, or a processor model is not known.</exception>
    public static KeepMeasurement OfMachine(MachineInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Kernel is null && (inputs.InitialRamDisk is not null || inputs.CommandLine is not null))
            throw new ArgumentException("An initial RAM disk or a command line is measured beside a kernel only. Give the kernel too.", nameof(inputs));
        bool hasState = inputs.Kind != MachineKind.Sev;
        if (hasState && inputs.Monitor == MachineMonitor.Qemu && inputs.ProcessorModel is null)
            throw new ArgumentException($"Under QEMU the digest depends on the model of processor. Give it; the known ones are {string.Join(", ", ProcessorModel.Names)}.", nameof(inputs));
        var launch = new MachineLaunch
        {
            Firmware = FirmwareImage.Read(inputs.Firmware.Content),
            Monitor = inputs.Monitor,
            Processors = inputs.ProcessorCount,
            ProcessorSignature = inputs.ProcessorModel is { } model ? ProcessorModel.SignatureOf(model) : 0,
            Features = inputs.Features,
            KernelHashTable = inputs.Kernel is { } kernel ? SevKernelHashes.Table(kernel.Content, inputs.InitialRamDisk?.Content, inputs.CommandLine ?? "") : null,
        };
        List<MeasuredInput> measured = [File("Firmware", inputs.Firmware)];
        if (inputs.Kernel is { } loaded)
        {
            measured.Add(File("Kernel", loaded));
            if (inputs.InitialRamDisk is { } disk)
                measured.Add(File("InitialRamDisk", disk));
            string commandLine = inputs.CommandLine ?? "";
            measured.Add(new MeasuredInput("CommandLine", commandLine, Digest(Encoding.UTF8.GetBytes(commandLine))));
        }

        if (hasState)
        {
            measured.Add(new MeasuredInput("ProcessorCount", inputs.ProcessorCount.ToString(CultureInfo.InvariantCulture), null));
            if (inputs.ProcessorModel is not null)
                measured.Add(new MeasuredInput("ProcessorModel", inputs.ProcessorModel, null));
            measured.Add(new MeasuredInput("Monitor", inputs.Monitor.ToString(), null));
        }

        if (inputs.Kind == MachineKind.SevSnp)
            measured.Add(new MeasuredInput("Feature", $"0x{inputs.Features:x}", null));
        return new KeepMeasurement
        {
            Tee = inputs.Kind == MachineKind.SevSnp ? Tee.SevSnp : Tee.Sev,
            Measurement = Convert.ToHexStringLower(inputs.Kind switch
            {
                MachineKind.SevSnp => launch.SnpMeasurement(),
                MachineKind.SevEs => launch.SevEsDigest(),
                _ => launch.SevDigest(),
            }),
            Algorithm = inputs.Kind == MachineKind.SevSnp ? "SHA-384" : "SHA-256",
            Inputs = measured,
        };
    }

    /// <summary>Computes MRTD of a trust domain.</summary>
    /// <exception cref="MeasurementException">The image is malformed, or not for TDX.</exception>
    public static KeepMeasurement OfTrustDomain(MeasuredFile firmware, TdxPageOrder order = TdxPageOrder.PageByPage)
    {
        ArgumentNullException.ThrowIfNull(firmware);
        return new KeepMeasurement
        {
            Tee = Tee.Tdx,
            Measurement = Convert.ToHexStringLower(TdxMeasurement.Mrtd(FirmwareImage.Read(firmware.Content), order)),
            Algorithm = "SHA-384",
            Inputs = [File("Firmware", firmware), new MeasuredInput("PageOrder", order.ToString(), null)],
        };
    }

    /// <summary>Reads MRENCLAVE and MRSIGNER of an enclave from its signature structure, whose signature is verified.</summary>
    /// <exception cref="MeasurementException">The structure is malformed, or its signature is not by its key.</exception>
    public static KeepMeasurement OfEnclave(MeasuredFile sigstruct)
    {
        ArgumentNullException.ThrowIfNull(sigstruct);
        Sigstruct read = Sigstruct.Read(sigstruct.Content);
        return new KeepMeasurement
        {
            Tee = Tee.Sgx,
            Measurement = Convert.ToHexStringLower(read.MrEnclave.Span),
            Algorithm = "SHA-256",
            MrSigner = Convert.ToHexStringLower(read.MrSigner.Span),
            IsvProdId = read.IsvProdId,
            IsvSvn = read.IsvSvn,
            Inputs = [File("Sigstruct", sigstruct)],
        };
    }

    /// <summary>Computes the RTMRs of a trust domain from the event log that it wrote (CCEL), with or without its ACPI table.</summary>
    /// <exception cref="MeasurementException">It is no event log, or not a trust domain's.</exception>
    public static KeepMeasurement OfEventLog(MeasuredFile log)
    {
        ArgumentNullException.ThrowIfNull(log);
        try
        {
            byte[][] registers = RtmrReplay.Compute(log.Content);
            return new KeepMeasurement
            {
                Tee = Tee.Tdx,
                Algorithm = "SHA-384",
                Rtmr = Enumerable.Range(0, registers.Length).ToDictionary(i => i, i => (IReadOnlyList<string>)[Convert.ToHexStringLower(registers[i])]),
                Inputs = [File("EventLog", log)],
            };
        }
        catch (EventLogException e)
        {
            throw new MeasurementException(e.Offset, e.Message);
        }
    }

    private static MeasuredInput File(string name, MeasuredFile file) => new(name, file.Path, Digest(file.Content));

    private static Sha256Digest Digest(byte[] content) => Sha256Digest.FromBytes(SHA256.HashData(content));
}
