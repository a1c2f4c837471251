using System.Buffers.Binary;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace Enarx.Attestation.Tests;

/// <summary>The simulated issuer: its files are safe, its reports are AMD's byte for byte.</summary>
[SupportedOSPlatform("linux")]
public sealed class SimulatedSnpTests(SimulatedHost host) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("enarx-attestation-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Opening_again_gives_the_same_root_and_changes_nothing()
    {
        string[] before = Listing(host.Folder);
        Assert.Equal(host.Authority.RootDigest, SimulatedSnpAuthority.OpenOrCreate(host.Folder).RootDigest);
        Assert.Equal(before, Listing(host.Folder));
    }

    [Fact]
    public void Only_the_owner_reaches_the_files()
    {
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(host.Folder));
        Assert.All(Directory.GetFiles(host.Folder), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.DoesNotContain(Directory.GetFiles(host.Folder), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void What_an_interruption_left_out_is_made_later()
    {
        Copy(except: ["Genoa.ask.der", "Turin.vcek.der", "Milan.vcek.key", "Milan.vcek.der"]);
        Assert.Equal(host.Authority.RootDigest, SimulatedSnpAuthority.OpenOrCreate(_folder).RootDigest);
        foreach (SnpProduct product in Enum.GetValues<SnpProduct>())
            AssertPasses(_folder, product);
    }

    [Fact]
    public void What_was_half_written_is_cleared_away()
    {
        Copy(except: []);
        string left = Path.Combine(_folder, "ark.key.0011.tmp");
        File.WriteAllText(left, "half a key");
        SimulatedSnpAuthority.OpenOrCreate(_folder);
        Assert.False(File.Exists(left));
    }

    [Fact]
    public void Certificates_of_an_older_key_are_refused()
    {
        Copy(except: [SimulatedSnpAuthority.RootKeyFile]);
        File.Copy(Path.Combine(host.Folder, SimulatedSnpAuthority.IssuerKeyFile), Path.Combine(_folder, SimulatedSnpAuthority.RootKeyFile));
        Assert.Contains("not for its key", Assert.Throws<SimulationException>(() => SimulatedSnpAuthority.OpenOrCreate(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_at_once_make_one_root()
    {
        Copy(except: Directory.GetFiles(host.Folder).Select(f => Path.GetFileName(f)!).Where(f => !f.EndsWith("k.key", StringComparison.Ordinal) || f.Contains("vcek", StringComparison.Ordinal)));
        Parallel.For(0, 4, _ => SimulatedSnpAuthority.OpenOrCreate(_folder));
        foreach (SnpProduct product in Enum.GetValues<SnpProduct>())
            AssertPasses(_folder, product);
    }

    [Fact]
    public void A_processor_opens_without_the_keys_of_the_authority()
    {
        Copy(except: [SimulatedSnpAuthority.RootKeyFile, SimulatedSnpAuthority.IssuerKeyFile]);
        AssertPasses(_folder, SnpProduct.Turin);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherExecute)]
    public void A_directory_that_is_open_to_others_is_refused(UnixFileMode more)
    {
        File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | more);
        Assert.Contains("others may use it", Assert.Throws<SimulationException>(() => SimulatedSnpAuthority.OpenOrCreate(_folder)).Message, StringComparison.Ordinal);
        Assert.Throws<SimulationException>(() => SimulatedSnpProcessor.Open(_folder, SnpProduct.Milan));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Milan.vcek.key")]
    public void What_belongs_to_another_user_is_refused(string name)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can give files away.");
        Copy(except: []);
        using (var chown = System.Diagnostics.Process.Start("chown", ["65534", Path.Combine(_folder, name)]))
            chown.WaitForExit();
        Assert.Contains("belongs to user 65534", Assert.Throws<SimulationException>(() => SimulatedSnpProcessor.Open(_folder, SnpProduct.Milan)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_file_that_is_open_to_others_is_refused()
    {
        Copy(except: []);
        File.SetUnixFileMode(Path.Combine(_folder, "Milan.vcek.key"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Throws<SimulationException>(() => SimulatedSnpProcessor.Open(_folder, SnpProduct.Milan));
    }

    [Fact]
    public void A_link_to_a_directory_or_a_key_is_refused()
    {
        string link = Path.Combine(_folder, "link");
        Directory.CreateSymbolicLink(link, host.Folder);
        Assert.Contains("links are not followed", Assert.Throws<SimulationException>(() => SimulatedSnpAuthority.OpenOrCreate(link)).Message, StringComparison.Ordinal);
        File.CreateSymbolicLink(Path.Combine(_folder, SimulatedSnpAuthority.RootKeyFile), Path.Combine(host.Folder, SimulatedSnpAuthority.RootKeyFile));
        Assert.Throws<SimulationException>(() => SimulatedSnpAuthority.OpenOrCreate(_folder));
    }

    [Theory]
    [InlineData("ark.key")]
    [InlineData("Milan.vcek.key")]
    [InlineData("Milan.vcek.der")]
    public void A_damaged_file_is_refused(string name)
    {
        Copy(except: []);
        File.WriteAllBytes(Path.Combine(_folder, name), [0x30, 1]);
        Assert.Throws<SimulationException>(() =>
        {
            SimulatedSnpAuthority.OpenOrCreate(_folder);
            SimulatedSnpProcessor.Open(_folder, SnpProduct.Milan).Dispose();
        });
    }

    [Fact]
    public void A_key_under_another_certificate_is_refused()
    {
        Copy(except: ["Milan.vcek.der"]);
        File.Copy(Path.Combine(host.Folder, "Genoa.vcek.der"), Path.Combine(_folder, "Milan.vcek.der"));
        Assert.Contains("not for its key", Assert.Throws<SimulationException>(() => SimulatedSnpProcessor.Open(_folder, SnpProduct.Milan)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_directory_is_named()
    {
        string missing = Path.Combine(_folder, "missing");
        Assert.Contains(missing, Assert.Throws<SimulationException>(() => SimulatedSnpProcessor.Open(missing, SnpProduct.Milan)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SnpProduct.Milan, 0x19, 0x01)]
    [InlineData(SnpProduct.Genoa, 0x19, 0x11)]
    [InlineData(SnpProduct.Turin, 0x1a, 0x02)]
    public void A_report_has_each_field_where_AMD_has_it(SnpProduct product, byte family, byte model)
    {
        SnpLaunch launch = Scene.Launch;
        byte[] data = RandomNumberGenerator.GetBytes(64), report = host.Processor(product).Attest(launch, data, vmpl: 2);
        Assert.Equal(1184, report.Length);
        Assert.Equal(5u, BinaryPrimitives.ReadUInt32LittleEndian(report));
        Assert.Equal(0x30000ul, BinaryPrimitives.ReadUInt64LittleEndian(report.AsSpan(0x8)));
        Assert.Equal(2u, BinaryPrimitives.ReadUInt32LittleEndian(report.AsSpan(0x30)));
        Assert.Equal(1u, BinaryPrimitives.ReadUInt32LittleEndian(report.AsSpan(0x34)));
        Assert.Equal(data, report[0x50..0x90]);
        Assert.Equal(launch.Measurement, report[0x90..0xc0]);
        Assert.Equal(launch.ReportId, report[0x140..0x160]);
        Assert.All(report[0x160..0x180], b => Assert.Equal(0xff, b));
        Assert.Equal(family, report[0x188]);
        Assert.Equal(model, report[0x189]);
        Assert.Equal(product == SnpProduct.Turin, report.AsSpan(0x1a8, 56).IndexOfAnyExcept((byte)0) < 0);
        ulong tcb = BinaryPrimitives.ReadUInt64LittleEndian(report.AsSpan(0x180));
        Assert.All((int[])[0x38, 0x1e0, 0x1f0], offset => Assert.Equal(tcb, BinaryPrimitives.ReadUInt64LittleEndian(report.AsSpan(offset))));
        Assert.Equal(product == SnpProduct.Turin ? 0x5000000004010101ul : product == SnpProduct.Genoa ? 0x541b00000000000aul : 0xde1b000000000004ul, tcb);
        Assert.NotEqual(new SnpLaunch { Measurement = launch.Measurement }.ReportId, launch.ReportId);
    }

    [Fact]
    public void Lengths_and_levels_that_a_report_cannot_hold_are_refused()
    {
        SimulatedSnpProcessor processor = host.Processor(SnpProduct.Milan);
        Assert.ThrowsAny<ArgumentException>(() => processor.Attest(Scene.Launch, new byte[63]));
        Assert.ThrowsAny<ArgumentException>(() => processor.Attest(Scene.Launch, new byte[64], vmpl: 4));
        Assert.ThrowsAny<ArgumentException>(() => processor.Attest(Scene.Launch, new byte[64], vmpl: -1));
        Assert.ThrowsAny<ArgumentException>(() => processor.Attest(new SnpLaunch { Measurement = new byte[47] }, new byte[64]));
        Assert.ThrowsAny<ArgumentException>(() => processor.Attest(Scene.Launch with { ReportId = [] }, new byte[64]));
        Assert.ThrowsAny<ArgumentException>(() => SimulatedSnpProcessor.Open(host.Folder, (SnpProduct)9));
    }

    private static string[] Listing(string folder) =>
        [.. Directory.GetFiles(folder).Order().Select(f => $"{f} {File.GetLastWriteTimeUtc(f):O}").Where(f => !f.Contains(".lock", StringComparison.Ordinal))];

    private void Copy(IEnumerable<string> except)
    {
        foreach (string file in Directory.GetFiles(host.Folder))
        {
            if (!except.Contains(Path.GetFileName(file)))
                File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        }
    }

    // Every copy has the keys of the host's root, so it is that root's pin that must fit.
    private void AssertPasses(string folder, SnpProduct product)
    {
        using SimulatedSnpProcessor processor = SimulatedSnpProcessor.Open(folder, product);
        var evidence = new KeepEvidence { Tee = Tee.SevSnp, Report = processor.Attest(Scene.Launch, new byte[64]), Endorsements = [processor.CertificateTable] };
        KeepAppraisal appraisal = EvidenceAppraiser.Appraise(evidence, new KeepPolicy { SimulationRoot = [host.Authority.RootDigest] }, DateTimeOffset.UtcNow);
        Assert.True(appraisal.Passed, appraisal.ToString());
    }
}
