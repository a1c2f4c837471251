namespace Enarx.Attestation;

/// <summary>What starts a virtual machine under SEV-SNP, SEV-ES or SEV, as far as its launch digest depends on it.</summary>
public sealed record MachineLaunch
{
    /// <summary>The greatest number of processors.</summary>
    public const int MostProcessors = 4096;

    private const uint SecondaryMemory = 1;
    private const uint Secrets = 2;
    private const uint Cpuid = 3;
    private const uint CallingArea = 4;
    private const uint KernelHashes = 0x10;

    /// <summary>The firmware image.</summary>
    public required FirmwareImage Firmware { get; init; }

    /// <summary>What starts the machine.</summary>
    public MachineMonitor Monitor { get; init; }

    /// <summary>How many virtual processors there are.</summary>
    public int Processors { get; init; } = 1;

    /// <summary>Signature of the virtual processors; see <see cref="ProcessorModel"/>. Only QEMU's launches depend on it.</summary>
    public uint ProcessorSignature { get; init; }

    /// <summary>SEV_FEATURES of an SEV-SNP guest: 1, or 0x21 where the host's kernel has debug swap on.</summary>
    public ulong Features { get; init; } = 1;

    /// <summary>The table that <see cref="SevKernelHashes.Table"/> makes; null where the firmware finds a kernel by itself.</summary>
    public byte[]? KernelHashTable { get; init; }

    /// <summary>Computes MEASUREMENT of an SEV-SNP guest, 48 bytes.</summary>
    /// <exception cref="MeasurementException">The image is not for SEV-SNP, or does not take what is asked for.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of processors is not 1 to <see cref="MostProcessors"/>.</exception>
    public byte[] SnpMeasurement()
    {
        var digest = new SnpLaunchDigest();
        digest.Add(SnpPageType.Normal, Firmware.Address, Firmware.Bytes.Span);
        IReadOnlyList<(ulong Address, ulong Length, uint Type)> sections = Firmware.SevSections();
        bool hashed = false;
        foreach ((ulong address, ulong length, uint type) in sections)
        {
            int pages = (int)(length / SnpLaunchDigest.PageLength);
            switch (type)
            {
                case SecondaryMemory:
                    digest.Add(Monitor == MachineMonitor.Gce ? SnpPageType.Unmeasured : SnpPageType.Zero, address, pages);
                    break;
                case Secrets:
                    digest.Add(SnpPageType.Secrets, address, 1);
                    break;
                // EC2 adds these pages last.
                case Cpuid when Monitor != MachineMonitor.Ec2:
                    digest.Add(SnpPageType.Cpuid, address, 1);
                    break;
                case KernelHashes when KernelHashTable is not null && pages == 1:
                    digest.Add(SnpPageType.Normal, address, KernelHashPage(address));
                    hashed = true;
                    break;
                case CallingArea or KernelHashes:
                    digest.Add(SnpPageType.Zero, address, pages);
                    break;
                case Cpuid:
                    break;
                default:
                    throw new MeasurementException(0, $"the image has an SEV section of type {type}, which is not known.");
            }
        }

        if (KernelHashTable is not null && !hashed)
            throw new MeasurementException(0, "the image has no page for the hashes of a kernel. Leave kernel, RAM disk and command line out, or use an image that measures them (OvmfPkg/AmdSev).");
        if (Monitor == MachineMonitor.Ec2)
        {
            foreach ((ulong address, _, _) in sections.Where(section => section.Type == Cpuid))
                digest.Add(SnpPageType.Cpuid, address, 1);
        }

        (byte[] boot, byte[] other) = SaveAreas(Features);
        digest.Add(SnpPageType.Vmsa, SnpLaunchDigest.VmsaAddress, boot);
        for (int i = 1; i < Processors; i++)
            digest.Add(SnpPageType.Vmsa, SnpLaunchDigest.VmsaAddress, other);
        return digest.ToArray();
    }

    /// <summary>Computes the launch digest of an SEV-ES guest, 32 bytes.</summary>
    /// <exception cref="MeasurementException">The image does not take what is asked for.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of processors is not 1 to <see cref="MostProcessors"/>.</exception>
    public byte[] SevEsDigest()
    {
        (byte[] boot, byte[] other) = SaveAreas(features: 0);
        return SevLaunchDigest.Compute(Firmware.Bytes.Span, RequireTaken(), boot, other, Processors);
    }

    /// <summary>Computes the launch digest of an SEV guest, 32 bytes. It does not depend on the processors.</summary>
    /// <exception cref="MeasurementException">The image does not take what is asked for.</exception>
    public byte[] SevDigest() => SevLaunchDigest.Compute(Firmware.Bytes.Span, RequireTaken());

    private byte[] RequireTaken() => KernelHashTable is null ? []
        : Firmware.KernelHashAddress is not null ? KernelHashTable
        : throw new MeasurementException(0, "the image does not take the hashes of a kernel. Leave kernel, RAM disk and command line out, or use an image that measures them (OvmfPkg/AmdSev).");

    private (byte[] Boot, byte[] Other) SaveAreas(ulong features)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Processors, 1, nameof(Processors));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Processors, MostProcessors, nameof(Processors));
        byte[] boot = SaveArea.Make(Monitor, SaveArea.ResetVector, ProcessorSignature, features);
        if (Processors == 1)
            return (boot, []);
        uint reset = Firmware.ResetAddress ?? throw new MeasurementException(0, "the image does not say where processors begin that do not boot, so that it can have one processor only.");
        return (boot, SaveArea.Make(Monitor, reset, ProcessorSignature, features));
    }

    private byte[] KernelHashPage(ulong page)
    {
        if (Firmware.KernelHashAddress is not { } address || address < page || address - page > (ulong)(SnpLaunchDigest.PageLength - KernelHashTable!.Length))
            throw new MeasurementException(0, "the image's table of kernel hashes is not in the page that it sets aside for it.");
        byte[] content = new byte[SnpLaunchDigest.PageLength];
        KernelHashTable.CopyTo(content, (int)(address - page));
        return content;
    }
}
