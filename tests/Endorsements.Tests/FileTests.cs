using System.Text;
using CsCheck;

namespace Enarx.Attestation.Tests;

public sealed class FileTests : IDisposable
{
    private readonly Scene _scene;
    private readonly string _folder = Directory.CreateTempSubdirectory("enarx-endorsements-").FullName;

    public FileTests(SimulatedHost host) => _scene = new Scene(host);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Content_is_detected_in_every_dress()
    {
        byte[] leaf = _scene.Leaf!, list = _scene.RevocationList();
        string pem = Encoding.ASCII.GetString(Pem.Write(_scene.Issuer!, _scene.Root!));
        (byte[] Content, string[] Kinds)[] cases =
        [
            (leaf, ["VCEK"]),
            (list, ["CRL"]),
            (Ascii(pem), ["ARK", "ASK"]),
            (Ascii(pem.Replace("\n", "\r\n", StringComparison.Ordinal)), ["ARK", "ASK"]),
            (Ascii("subject=ASK\n" + pem), ["ARK", "ASK"]),
            (Ascii(Uri.EscapeDataString(pem)), ["ARK", "ASK"]),
            (Ascii(Convert.ToHexString(list)), ["CRL"]),
            (Ascii(Convert.ToHexStringLower(list) + "\n"), ["CRL"]),
            (Ascii(Convert.ToBase64String(leaf, Base64FormattingOptions.InsertLineBreaks)), ["VCEK"]),
            (CertificateTable.Write((CertificateTable.Vcek, leaf), (CertificateTable.Ask, _scene.Issuer!), (CertificateTable.Crl, list)), ["ASK", "CRL", "VCEK"]),
            (Pem.PublicKey(), ["public key"]),
            (Pem.KeyInfo(), ["public key"]),
        ];
        foreach ((byte[] content, string[] kinds) in cases)
            Assert.Equal(kinds, EndorsementReader.Read(content, "test").Select(one => one.Kind).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_endorsement_of_the_corpus_is_known()
    {
        Assert.SkipWhen(Corpus.Folder is null, "no corpus");
        string[] extensions = [".der", ".pem", ".cert", ".crl"];
        string[] files = [.. Directory.EnumerateFiles(Corpus.Folder!, "*", SearchOption.AllDirectories)
            .Where(file => extensions.Contains(Path.GetExtension(file)) || Path.GetFileName(file) is "tcb-info.json" or "qe-identity.json")];
        Assert.True(files.Length > 100);
        string[] unknown = [.. files.Where(file =>
        {
            try
            {
                return EndorsementFiles.Read(file).Count == 0;
            }
            catch (KeepException)
            {
                return true;
            }
        })];
        Assert.Empty(unknown);
    }

    [Fact]
    public void A_folder_is_read_whole_and_what_is_not_known_is_passed_over_and_told()
    {
        Write("a/vcek.bin", _scene.Leaf!);
        Write("a/b/c/chain", Pem.Write(_scene.Issuer!, _scene.Root!));
        Write("README.md", "about these"u8.ToArray());
        Write("empty", []);
        Write("report.bin", _scene.Report);
        Directory.CreateSymbolicLink(Path.Combine(_folder, "loop"), _folder);
        var pool = new EndorsementPool();
        var skipped = new List<string>();
        EndorsementFiles.AddTo(pool, _folder, skipped: skipped.Add);
        Assert.Equal(3, pool.Count);
        Assert.Equal(3, skipped.Count);
        Assert.Contains(skipped, text => text.Contains("README.md", StringComparison.Ordinal));
        Assert.Equal(3, pool.For(_scene.Evidence() with { Endorsements = [] }, _scene.Time).Count);
    }

    [Fact]
    public void A_bundle_in_a_folder_and_one_that_is_named_give_what_fits()
    {
        Write("fleet", EndorsementBundle.Write(EndorsementReader.Read(_scene.Leaf!, "kds")));
        foreach (string path in (string[])[_folder, Path.Combine(_folder, "fleet")])
        {
            var pool = new EndorsementPool();
            EndorsementFiles.AddTo(pool, path);
            Assert.Single(pool.For(_scene.Evidence(), _scene.Time));
            Assert.Empty(pool.For(_scene.Evidence() with { Tee = Tee.Nitro }, _scene.Time));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("about these")]
    [InlineData("{}")]
    [InlineData("<html></html>")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-384\"}")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")]
    [InlineData("00112233445566778899aabbccddeeff")]
    public void A_named_file_of_no_known_kind_is_an_error(string content)
    {
        string path = Write("named", Ascii(content));
        KeepException e = Assert.Throws<KeepException>(() => EndorsementFiles.AddTo(new EndorsementPool(), path));
        Assert.Equal(KeepErrorId.EndorsementUnrecognized, e.ErrorId);
        Assert.Contains(path, e.Message, StringComparison.Ordinal);
        string? skipped = null;
        EndorsementFiles.AddTo(new EndorsementPool(), path, named: false, text => skipped = text);
        Assert.Contains(path, skipped, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_there_or_not_readable_is_an_error_that_names_it()
    {
        string missing = Path.Combine(_folder, "missing");
        KeepException e = Assert.Throws<KeepException>(() => EndorsementFiles.AddTo(new EndorsementPool(), missing));
        Assert.Equal(KeepErrorId.FileNotFound, e.ErrorId);
        Assert.Contains(missing, e.Message, StringComparison.Ordinal);
        string dangling = Path.Combine(_folder, "dangling");
        File.CreateSymbolicLink(dangling, missing);
        e = Assert.Throws<KeepException>(() => EndorsementFiles.AddTo(new EndorsementPool(), _folder));
        Assert.Equal(KeepErrorId.FileNotFound, e.ErrorId);
        Assert.Contains(dangling, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_bundle_is_an_error_in_a_folder_too()
    {
        Write("fleet", EndorsementBundle.Write(EndorsementReader.Read(_scene.Leaf!, "kds"))[..^1]);
        Assert.Equal(KeepErrorId.EndorsementBundleDamaged, Assert.Throws<KeepException>(() => EndorsementFiles.AddTo(new EndorsementPool(), _folder)).ErrorId);
    }

    [Fact]
    public void A_file_that_is_too_long_is_an_error()
    {
        string path = Path.Combine(_folder, "long");
        using (FileStream file = File.Create(path))
            file.SetLength(EndorsementReader.LongestContent + 1);
        Assert.Equal(KeepErrorId.FileUnreadable, Assert.Throws<KeepException>(() => EndorsementFiles.Read(path)).ErrorId);
    }

    [Fact]
    public void Any_bytes_are_endorsements_or_an_error()
    {
        byte[][] seeds = [[], _scene.Leaf!, Pem.Write(_scene.Issuer!), _scene.RevocationList(), Ascii("{\"tcbInfo\":{\"id\":\"SGX\"}}"), Ascii(Convert.ToHexString(_scene.Leaf!))];
        Gen.Select(Gen.Int[0, seeds.Length - 1], Gen.Int[0, 4000], Gen.Byte.Array[0, 64]).Sample((seed, keep, tail) =>
        {
            byte[] bytes = [.. seeds[seed].AsSpan(0, Math.Min(keep, seeds[seed].Length)), .. tail];
            try
            {
                EndorsementReader.Read(bytes, "test");
            }
            catch (DerException)
            {
                // What it should be.
            }
        }, iter: 20_000);
    }

    [Fact]
    public void Any_evidence_has_needs()
    {
        byte[] report = _scene.Report;
        Tee[] tees = Enum.GetValues<Tee>();
        Gen.Select(Gen.Int[0, tees.Length - 1], Gen.Int[0, report.Length], Gen.Byte.Array[0, 600], Gen.Int[0, report.Length - 1], Gen.Byte).Sample((tee, keep, tail, at, value) =>
        {
            byte[] flipped = [.. report];
            flipped[at] = value;
            foreach (byte[] bytes in (byte[][])[[.. report.AsSpan(0, keep), .. tail], flipped, [.. "HCLA"u8, .. tail], [.. tail, .. "-----BEGIN CERTIFICATE-----"u8, .. tail, .. "-----END CERTIFICATE-----"u8]])
            {
                EndorsementNeeds needs = EndorsementNeeds.Of(new KeepEvidence { Tee = tees[tee], Report = bytes, Endorsements = [tail], Parts = new Dictionary<string, byte[]> { [EvidencePart.TdQuote] = bytes } });
                Assert.True(needs.Requests.Count > 0 || needs.Unavailable is not null);
            }
        }, iter: 3000);
    }

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }
}
