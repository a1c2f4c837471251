using System.Globalization;
using System.Text.Json;

namespace Enarx.Attestation.Tests;

/// <summary>The launch digest of whole virtual machines, against vectors that another implementation computed.</summary>
public sealed class LaunchVectorTests
{
    [Theory]
    [InlineData("snp-kernel")]
    [InlineData("snp-kernel-snponly")]
    [InlineData("snp-ec2")]
    [InlineData("snp-gce")]
    [InlineData("snp-nokernel-snponly")]
    [InlineData("snp-ovmfx64")]
    [InlineData("seves-kernel")]
    [InlineData("sev-kernel")]
    [InlineData("sev-nokernel")]
    public void A_virtual_machine_measures_as_the_vector_says(string name)
    {
        (MachineLaunch launch, JsonElement vector) = Vector(name);
        byte[] digest = vector.GetProperty("mode").GetString() switch
        {
            "SEV_SNP" => launch.SnpMeasurement(),
            "SEV_ES" => launch.SevEsDigest(),
            _ => launch.SevDigest(),
        };
        Assert.Equal(vector.GetProperty("launch_digest").GetString(), Convert.ToHexStringLower(digest));
    }

    [Fact]
    public void Everything_that_a_launch_is_given_changes_its_digest()
    {
        (MachineLaunch launch, _) = Vector("snp-kernel");
        (MachineLaunch other, _) = Vector("snp-ovmfx64");
        MachineLaunch[] launches =
        [
            launch,
            launch with { Features = 1 },
            launch with { Processors = 2 },
            launch with { ProcessorSignature = ProcessorModel.SignatureOf("EPYC-Milan") },
            launch with { Processors = 2, ProcessorSignature = ProcessorModel.SignatureOf("EPYC-Milan") },
            launch with { Monitor = MachineMonitor.Ec2 },
            launch with { Monitor = MachineMonitor.Gce },
            launch with { KernelHashTable = null },
            launch with { KernelHashTable = SevKernelHashes.Table([0], [], "console=ttyS0 loglevel=7") },
            launch with { KernelHashTable = SevKernelHashes.Table([], [0], "console=ttyS0 loglevel=7") },
            launch with { KernelHashTable = SevKernelHashes.Table([], [], "console=ttyS0 loglevel=8") },
            other,
        ];
        Assert.Distinct(launches.Select(one => Convert.ToHexStringLower(one.SnpMeasurement())));
        // Only QEMU hands its processors their signature.
        Assert.Equal((launch with { Monitor = MachineMonitor.Ec2 }).SnpMeasurement(), (launch with { Monitor = MachineMonitor.Ec2, ProcessorSignature = 1 }).SnpMeasurement());
        Assert.NotEqual(launch.SevEsDigest(), (launch with { Processors = 2 }).SevEsDigest());
        Assert.Equal(launch.SevDigest(), (launch with { Processors = 2 }).SevDigest());
    }

    [Fact]
    public void A_kernel_that_the_image_does_not_measure_is_refused()
    {
        (MachineLaunch launch, _) = Vector("snp-ovmfx64");
        launch = launch with { KernelHashTable = SevKernelHashes.Table([], [], "") };
        Assert.Throws<MeasurementException>(launch.SnpMeasurement);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(MachineLaunch.MostProcessors + 1)]
    public void A_number_of_processors_that_no_machine_has_is_refused(int processors)
    {
        (MachineLaunch launch, _) = Vector("snp-kernel");
        Assert.Throws<ArgumentOutOfRangeException>((launch with { Processors = processors }).SnpMeasurement);
        Assert.Throws<ArgumentOutOfRangeException>((launch with { Processors = processors }).SevEsDigest);
    }

    private static (MachineLaunch Launch, JsonElement Vector) Vector(string name)
    {
        JsonElement testCase = Corpus.Case("snp-launch-digest-vectors");
        using JsonDocument vectors = JsonDocument.Parse(Corpus.File(testCase, "vectors"));
        JsonElement vector = vectors.RootElement.EnumerateArray().Single(v => v.GetProperty("name").GetString() == name).Clone();
        uint Hex(string field) => uint.Parse(vector.GetProperty(field).GetString().AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (new MachineLaunch
        {
            Firmware = FirmwareImage.Read(Corpus.File(testCase, vector.GetProperty("ovmf").GetString()!.Contains("AmdSev", StringComparison.Ordinal) ? "ovmf_amdsev" : "ovmf_x64")),
            Monitor = Enum.Parse<MachineMonitor>(vector.GetProperty("vmm").GetString()!, ignoreCase: true),
            ProcessorSignature = Hex("vcpu_sig"),
            Features = Hex("guest_features"),
            KernelHashTable = vector.GetProperty("append").GetString() is { } commandLine ? SevKernelHashes.Table([], [], commandLine) : null,
        }, vector);
    }
}
