using System.Management.Automation;

namespace Engine.Tests;

/// <summary>Get-KeepMeasurement as users call it, with the firmware images of the corpus.</summary>
[Collection(OneAtATime.Name)]
public sealed class MeasurementTests : IDisposable
{
    private readonly KeepShell _shell = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("epx-").FullName;

    public MeasurementTests()
    {
        _shell.Set("folder", _folder);
        _shell.Set("corpus", Repository.Corpus("snp-launch-digest-vectors"));
        _shell.Good("[IO.File]::WriteAllBytes(\"$folder/empty\", [byte[]]::new(0)); $amdsev = \"$corpus/ovmf_AmdSev_suffix.bin\"; $x64 = \"$corpus/ovmf_OvmfX64_suffix.bin\"");
    }

    public void Dispose()
    {
        _shell.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("-SevSnp $amdsev -KernelPath $folder/empty -InitialRamDiskPath $folder/empty -CommandLine 'console=ttyS0 loglevel=7' -ProcessorModel EPYC-v4", "6d287813eb5222d770f75005c664e34c204f385ce832cc2ce7d0d6f354454362f390ef83a92046c042e706363b4b08fa")]
    [InlineData("-SevSnp $amdsev -KernelPath $folder/empty -CommandLine 'console=ttyS0 loglevel=7' -Monitor Gce", "58801f662c9ed5e7159aa42de6dd6fba76e2595bad9ace1237a4e1e3f6c806c71439d0d987bdcce207cf6d546ddfc418")]
    [InlineData("-SevSnp $amdsev -ProcessorModel epyc-v4", "19358ba9a7615534a9a1e2f0dfc29384dcd4dcb7062ff9c6013b26869a5fc6ecabe033c48dd6f6db5d6d76e7c5df632d")]
    [InlineData("-SevEs $amdsev -KernelPath $folder/empty -ProcessorModel EPYC-v4", "13810ae661ea11e2bb205621f582fee268f0367c8f97bc297b7fadef3e12002c")]
    [InlineData("-Sev $x64", "b4c021e085fb83ceffe6571a3d357b4a98773c83c474e47f76c876708fe316da")]
    public void A_measurement_is_the_published_one(string arguments, string expected) =>
        Assert.Equal(expected, Assert.Single(_shell.Good($"(Get-KeepMeasurement {arguments}).Measurement")).ToString());

    [Fact]
    public void A_policy_is_made_of_it_through_the_pipeline() =>
        Assert.Equal("19358ba9", Assert.Single(_shell.Good("(Get-KeepMeasurement -SevSnp $amdsev -ProcessorModel EPYC-v4 | New-KeepPolicy).Measurement[0].Substring(0, 8)")).ToString());

    [Fact]
    public void Files_bind_from_the_pipeline() =>
        Assert.Equal(2, _shell.Good("[IO.FileInfo]$amdsev, [IO.FileInfo]$x64 | Get-KeepMeasurement -SevSnp -ProcessorModel EPYC-v4 | ForEach-Object Measurement").Distinct().Count());

    [Fact]
    public void Its_inputs_are_named_with_their_digests()
    {
        string shown = _shell.Show("Get-KeepMeasurement -SevSnp $amdsev -ProcessorModel EPYC-v4 -ProcessorCount 2");
        Assert.All(new[] { "SevSnp", "SHA-384", "Firmware", "SHA-256", "ProcessorCount 2", "ProcessorModel EPYC-v4", "Monitor Qemu" }, text => Assert.Contains(text, shown, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Get-KeepMeasurement -SevSnp ./none.fd -Monitor Gce", "FileNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Get-KeepMeasurement -SevSnp $folder/empty -Monitor Gce", "MeasurementInputInvalid", ErrorCategory.InvalidData)]
    [InlineData("Get-KeepMeasurement -SevSnp $amdsev", "MeasurementInputInvalid", ErrorCategory.InvalidData)]
    [InlineData("Get-KeepMeasurement -SevSnp $amdsev -ProcessorModel Xeon", "MeasurementInputInvalid", ErrorCategory.InvalidData)]
    [InlineData("Get-KeepMeasurement -SevSnp $amdsev -Monitor Gce -CommandLine x", "MeasurementInputInvalid", ErrorCategory.InvalidData)]
    [InlineData("Get-KeepMeasurement -SevSnp $x64 -Monitor Gce -KernelPath $folder/empty", "MeasurementInputInvalid", ErrorCategory.InvalidData)]
    [InlineData("Get-KeepMeasurement -Tdx $amdsev", "MeasurementInputInvalid", ErrorCategory.InvalidData)]
    [InlineData("Get-KeepMeasurement -SigstructPath $folder/empty", "MeasurementInputInvalid", ErrorCategory.InvalidData)]
    [InlineData("Get-KeepMeasurement -SigstructPath $amdsev", "FileUnreadable", ErrorCategory.ReadError)]
    public void What_cannot_be_measured_is_an_error_with_its_id(string script, string id, ErrorCategory category)
    {
        ShellResult result = _shell.Run(script);
        Assert.NotNull(result.Error(id, category).TargetObject);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Processor_models_are_completed() =>
        Assert.Contains("EPYC-Genoa", _shell.Good("(TabExpansion2 'Get-KeepMeasurement -SevSnp x -ProcessorModel EPYC-G').CompletionMatches.CompletionText").Select(match => match.ToString()));
}
