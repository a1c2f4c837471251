using System.Text.Json;

namespace Enarx.Attestation.Tests;

/// <summary>Measurements with what they were computed from.</summary>
public sealed class MeasurementCalculatorTests
{
    [Theory]
    [InlineData(MachineKind.SevSnp, Tee.SevSnp, "SHA-384", 96)]
    [InlineData(MachineKind.SevEs, Tee.Sev, "SHA-256", 64)]
    [InlineData(MachineKind.Sev, Tee.Sev, "SHA-256", 64)]
    public void A_machine_is_measured_with_its_inputs_named(MachineKind kind, Tee tee, string algorithm, int digits)
    {
        MachineInputs inputs = Inputs() with { Kind = kind };
        KeepMeasurement measured = MeasurementCalculator.OfMachine(inputs);
        Assert.Equal((tee, algorithm, digits), (measured.Tee, measured.Algorithm, measured.Measurement!.Length));
        string[] names = kind switch
        {
            MachineKind.SevSnp => ["Firmware", "Kernel", "InitialRamDisk", "CommandLine", "ProcessorCount", "ProcessorModel", "Monitor", "Feature"],
            MachineKind.SevEs => ["Firmware", "Kernel", "InitialRamDisk", "CommandLine", "ProcessorCount", "ProcessorModel", "Monitor"],
            _ => ["Firmware", "Kernel", "InitialRamDisk", "CommandLine"],
        };
        Assert.Equal(names, measured.Inputs.Select(input => input.Name));
        Assert.Equal(kind == MachineKind.Sev, measured.Measurement == MeasurementCalculator.OfMachine(inputs with { ProcessorCount = 2 }).Measurement);
        Assert.NotEqual(measured.Measurement, MeasurementCalculator.OfMachine(inputs with { CommandLine = "loud" }).Measurement);
    }

    [Fact]
    public void Inputs_that_contradict_each_other_are_refused()
    {
        MachineInputs inputs = Inputs();
        Assert.Throws<ArgumentException>(() => MeasurementCalculator.OfMachine(inputs with { Kernel = null }));
        Assert.Throws<ArgumentException>(() => MeasurementCalculator.OfMachine(inputs with { Kernel = null, InitialRamDisk = null }));
        Assert.Throws<ArgumentException>(() => MeasurementCalculator.OfMachine(inputs with { ProcessorModel = null }));
        Assert.Throws<ArgumentException>(() => MeasurementCalculator.OfMachine(inputs with { ProcessorModel = "Xeon" }));
        Assert.NotNull(MeasurementCalculator.OfMachine(inputs with { ProcessorModel = null, Monitor = MachineMonitor.Ec2 }).Measurement);
        Assert.NotNull(MeasurementCalculator.OfMachine(inputs with { ProcessorModel = null, Kind = MachineKind.Sev }).Measurement);
    }

    [Fact]
    public void A_trust_domain_is_measured_by_its_firmware_only()
    {
        var firmware = new MeasuredFile("tdvf", TestFirmware.ForTdx(1, (0, 4096, 0x1000, 8192, 0, 1)));
        KeepMeasurement measured = MeasurementCalculator.OfTrustDomain(firmware);
        Assert.Equal((Tee.Tdx, 96), (measured.Tee, measured.Measurement!.Length));
        Assert.NotEqual(measured.Measurement, MeasurementCalculator.OfTrustDomain(firmware, TdxPageOrder.AddThenExtend).Measurement);
    }

    [Fact]
    public void The_registers_of_a_real_domain_are_those_of_its_log()
    {
        JsonElement testCase = Corpus.Case("tdx-v4-gcp-cos-ccel");
        KeepMeasurement measured = MeasurementCalculator.OfEventLog(new MeasuredFile("ccel", Corpus.File(testCase, "ccel_data")));
        Assert.Null(measured.Measurement);
        byte[] quote = Corpus.File(testCase, "quote");
        // RTMR0 to RTMR3 in a quote of version 4.
        for (int i = 0; i < 4; i++)
            Assert.Equal(Convert.ToHexStringLower(quote, 48 + 0x148 + (48 * i), 48), Assert.Single(measured.Rtmr[i]));
        Assert.Throws<MeasurementException>(() => MeasurementCalculator.OfEventLog(new MeasuredFile("junk", [1, 2, 3])));
    }

    private static MachineInputs Inputs()
    {
        JsonElement testCase = Corpus.Case("snp-launch-digest-vectors");
        return new MachineInputs
        {
            Kind = MachineKind.SevSnp,
            Firmware = new MeasuredFile("ovmf", Corpus.File(testCase, "ovmf_amdsev")),
            Kernel = new MeasuredFile("vmlinuz", [1, 2, 3]),
            InitialRamDisk = new MeasuredFile("initrd", []),
            CommandLine = "quiet",
            ProcessorModel = "EPYC-Milan",
        };
    }
}
