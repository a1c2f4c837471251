using System.Management.Automation;
using Enarx;
using Enarx.Attestation;
using EnarxPS.Binding;
using EnarxPS.Completion;
using EnarxPS.Hosting;

namespace EnarxPS.Commands;

/// <summary>Computes what a TEE will measure when a virtual machine or an enclave is started in it.</summary>
[Cmdlet(VerbsCommon.Get, "KeepMeasurement", DefaultParameterSetName = nameof(SevSnp))]
[OutputType(typeof(KeepMeasurement))]
public sealed class GetKeepMeasurementCommand : PSCmdlet
{
    private const string Sgx = "Sgx";
    private const string EventLog = "EventLog";
    private const long LongestEventLog = 4 * 1024 * 1024;
    private const long LongestBlob = 1024 * 1024 * 1024;

    /// <summary>MEASUREMENT of an SEV-SNP guest.</summary>
    [Parameter(ParameterSetName = nameof(SevSnp), Mandatory = true)]
    public SwitchParameter SevSnp { get; set; }

    /// <summary>The launch digest of an SEV-ES guest.</summary>
    [Parameter(ParameterSetName = nameof(SevEs), Mandatory = true)]
    public SwitchParameter SevEs { get; set; }

    /// <summary>The launch digest of an SEV guest.</summary>
    [Parameter(ParameterSetName = nameof(Sev), Mandatory = true)]
    public SwitchParameter Sev { get; set; }

    /// <summary>MRTD of a trust domain.</summary>
    [Parameter(ParameterSetName = nameof(Tdx), Mandatory = true)]
    public SwitchParameter Tdx { get; set; }

    /// <summary>The firmware image that the machine starts from.</summary>
    [Parameter(ParameterSetName = nameof(SevSnp), Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = nameof(SevEs), Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = nameof(Sev), Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = nameof(Tdx), Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string FirmwarePath { get; set; } = "";

    /// <summary>The kernel, where the monitor loads it and the firmware measures its hash.</summary>
    [Parameter(ParameterSetName = nameof(SevSnp))]
    [Parameter(ParameterSetName = nameof(SevEs))]
    [Parameter(ParameterSetName = nameof(Sev))]
    [ValidateNotNullOrEmpty]
    public string? KernelPath { get; set; }

    /// <summary>The initial RAM disk beside the kernel.</summary>
    [Parameter(ParameterSetName = nameof(SevSnp))]
    [Parameter(ParameterSetName = nameof(SevEs))]
    [Parameter(ParameterSetName = nameof(Sev))]
    [ValidateNotNullOrEmpty]
    public string? InitialRamDiskPath { get; set; }

    /// <summary>The kernel's command line.</summary>
    [Parameter(ParameterSetName = nameof(SevSnp))]
    [Parameter(ParameterSetName = nameof(SevEs))]
    [Parameter(ParameterSetName = nameof(Sev))]
    [AllowEmptyString]
    [ValidateNotNull]
    public string? CommandLine { get; set; }

    /// <summary>How many virtual processors the machine has.</summary>
    [Parameter(ParameterSetName = nameof(SevSnp))]
    [Parameter(ParameterSetName = nameof(SevEs))]
    [ValidateRange(1, MachineLaunch.MostProcessors)]
    public int ProcessorCount { get; set; } = 1;

    /// <summary>Model of the virtual processors, as QEMU calls it.</summary>
    [Parameter(ParameterSetName = nameof(SevSnp))]
    [Parameter(ParameterSetName = nameof(SevEs))]
    [ArgumentCompleter(typeof(ProcessorModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ProcessorModel { get; set; }

    /// <summary>What starts the machine.</summary>
    [Parameter(ParameterSetName = nameof(SevSnp))]
    [Parameter(ParameterSetName = nameof(SevEs))]
    public MachineMonitor Monitor { get; set; }

    /// <summary>SEV_FEATURES of the guest.</summary>
    [Parameter(ParameterSetName = nameof(SevSnp))]
    public ulong Feature { get; set; } = 1;

    /// <summary>In which order the host adds and measures pages.</summary>
    [Parameter(ParameterSetName = nameof(Tdx))]
    public TdxPageOrder PageOrder { get; set; }

    /// <summary>The signature structure of an SGX enclave.</summary>
    [Parameter(ParameterSetName = Sgx, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string SigstructPath { get; set; } = "";

    /// <summary>The event log of a trust domain.</summary>
    [Parameter(ParameterSetName = EventLog, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string EventLogPath { get; set; } = "";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string target = ParameterSetName switch { Sgx => SigstructPath, EventLog => EventLogPath, _ => FirmwarePath };
        try
        {
            WriteObject(Measure());
        }
        catch (KeepException e)
        {
            WriteError(KeepErrors.Record(e, target));
        }
        catch (Exception e) when (e is MeasurementException or ArgumentException)
        {
            WriteError(KeepErrors.Record(new KeepException(KeepErrorId.MeasurementInputInvalid, $"'{target}' cannot be measured: {e.Message}", e), target));
        }
    }

    private KeepMeasurement Measure()
    {
        if (ParameterSetName == EventLog)
            return MeasurementCalculator.OfEventLog(new MeasuredFile(EventLogPath, FilePath.Read(this, EventLogPath, LongestEventLog)));
        if (ParameterSetName == Sgx)
            return MeasurementCalculator.OfEnclave(new MeasuredFile(SigstructPath, FilePath.Read(this, SigstructPath, Sigstruct.Length)));
        var firmware = new MeasuredFile(FirmwarePath, FilePath.Read(this, FirmwarePath, FirmwareImage.Longest));
        if (Tdx)
            return MeasurementCalculator.OfTrustDomain(firmware, PageOrder);
        return MeasurementCalculator.OfMachine(new MachineInputs
        {
            Kind = SevSnp ? MachineKind.SevSnp : SevEs ? MachineKind.SevEs : MachineKind.Sev,
            Firmware = firmware,
            Kernel = Blob(KernelPath),
            InitialRamDisk = Blob(InitialRamDiskPath),
            CommandLine = CommandLine,
            ProcessorCount = ProcessorCount,
            ProcessorModel = ProcessorModel,
            Monitor = Monitor,
            Features = Feature,
        });
    }

    private MeasuredFile? Blob(string? path) => path is null ? null : new MeasuredFile(path, FilePath.Read(this, path, LongestBlob));
}
