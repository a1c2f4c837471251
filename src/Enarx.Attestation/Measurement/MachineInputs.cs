namespace Enarx.Attestation;

/// <summary>What a virtual machine is started from, as its owner has it.</summary>
public sealed record MachineInputs
{
    /// <summary>How it is protected.</summary>
    public required MachineKind Kind { get; init; }

    /// <summary>The firmware image.</summary>
    public required MeasuredFile Firmware { get; init; }

    /// <summary>The kernel, where the monitor loads it; null where the firmware finds one by itself.</summary>
    public MeasuredFile? Kernel { get; init; }

    /// <summary>The initial RAM disk beside the kernel; null when there is none.</summary>
    public MeasuredFile? InitialRamDisk { get; init; }

    /// <summary>The kernel's command line; null when there is none.</summary>
    public string? CommandLine { get; init; }

    /// <summary>How many virtual processors there are.</summary>
    public int ProcessorCount { get; init; } = 1;

    /// <summary>Their model, one of <see cref="ProcessorModel.Names"/>; only QEMU's launches depend on it.</summary>
    public string? ProcessorModel { get; init; }

    /// <summary>What starts the machine.</summary>
    public MachineMonitor Monitor { get; init; }

    /// <summary>SEV_FEATURES of an SEV-SNP guest.</summary>
    public ulong Features { get; init; } = 1;
}
