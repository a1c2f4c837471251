using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Enarx.Attestation.Tests;

/// <summary>The checks of a chain that follows RFC 5280: each is failed by its fault and by no other.</summary>
public sealed class ChainChecksTests
{
    private static readonly ChainChecks Checks = new("test.chain", "the test's certificate");

    private static readonly TestAuthority Root = new("root", pathLength: 1, serial: 10);
    private static readonly TestAuthority Middle = new("middle", Root, pathLength: 0, serial: 20);
    private static readonly TestAuthority Leaf = new("leaf", Middle, isAuthority: false, usage: X509KeyUsageFlags.DigitalSignature, serial: 30);

    [Fact]
    public void A_good_chain_passes()
    {
        List<AppraisalCheck> rows = Make(Leaf.Chain());
        Assert.All(rows, row => Assert.Equal(CheckVerdict.Passed, row.Verdict));
        Assert.Equal(Checks.Path.Select(c => c.Id), rows.Select(row => row.Id));
    }

    public static TheoryData<string, string> Faults => new()
    {
        { "another pin", "test.chain.root.trusted" },
        { "a simulation", "test.chain.root.simulation" },
        { "an issuer that is no authority", "test.chain.form" },
        { "an issuer that may not sign certificates", "test.chain.form" },
        { "an issuer below a path length of 0", "test.chain.form" },
        { "an unknown critical extension in the leaf", "test.chain.form" },
        { "an unknown critical extension in the issuer", "test.chain.form" },
        { "an altered leaf", "test.chain.signatures" },
        { "a root that another signed", "test.chain.signatures" },
        { "an expired leaf", "test.chain.validity" },
        { "an expired issuer", "test.chain.validity" },
        { "an expired root", "test.chain.validity" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void One_fault_fails_one_check(string fault, string id)
    {
        TestAuthority root = Root, middle = Middle, leaf = Leaf;
        var odd = new X509Extension("1.2.3.4", [5, 0], critical: true);
        Sha256Digest? pin = null;
        DateTimeOffset past = TestAuthority.Now.AddDays(-1);
        switch (fault)
        {
            case "another pin": pin = Leaf.Pin; break;
            case "a simulation": root = new("root", organization: SimulatedSnpAuthority.Organization); leaf = new("leaf", root); break;
            case "an issuer that is no authority": middle = new("middle", Root, isAuthority: false); leaf = new("leaf", middle); break;
            case "an issuer that may not sign certificates": middle = new("middle", Root, usage: X509KeyUsageFlags.CrlSign); leaf = new("leaf", middle); break;
            case "an issuer below a path length of 0": leaf = new("leaf", new TestAuthority("below", Middle)); break;
            case "an unknown critical extension in the leaf": leaf = new("leaf", Middle, more: odd); break;
            case "an unknown critical extension in the issuer": middle = new("middle", Root, more: odd); leaf = new("leaf", middle); break;
            case "an expired leaf": leaf = new("leaf", Middle, end: past); break;
            case "an expired issuer": middle = new("middle", Root, end: past); leaf = new("leaf", middle); break;
            case "an expired root": root = new("root", end: past); leaf = new("leaf", root); break;
        }

        CertificateChain chain = leaf.Chain();
        if (fault is "an altered leaf")
            chain = CertificateChain.Find(Altered(Leaf.Certificate), [Middle.Certificate, Root.Certificate]);
        else if (fault is "a root that another signed")
            chain = CertificateChain.Find(Leaf.Certificate, [Middle.Certificate, Altered(Root.Certificate)]);
        List<AppraisalCheck> rows = Make(chain, pin ?? (chain.Root ?? root.Certificate).PublicKeyDigest);
        Assert.Equal([id], rows.Where(row => row.Verdict == CheckVerdict.Failed).Select(row => row.Id));
    }

    [Fact]
    public void A_missing_issuer_is_not_done_and_nothing_is_trusted()
    {
        List<AppraisalCheck> rows = Make(CertificateChain.Find(Leaf.Certificate, [Root.Certificate]));
        Assert.DoesNotContain(rows, row => row.Verdict == CheckVerdict.Failed);
        Assert.Equal(["test.chain.complete", "test.chain.root.simulation", "test.chain.root.trusted"], rows.Where(row => row is { Verdict: CheckVerdict.NotDone, Required: true }).Select(row => row.Id));
    }

    [Fact]
    public void A_caller_may_trust_a_root_of_its_own() =>
        Assert.All(Make(Leaf.Chain(), Leaf.Pin, new KeepPolicy { TrustedRoot = [Root.Pin] }), row => Assert.Equal(CheckVerdict.Passed, row.Verdict));

    [Fact]
    public void A_pinned_simulation_shows_as_one_and_needs_no_other_trust()
    {
        var checks = new CheckList(Checks.Path);
        Assert.True(Checks.Make(checks, Leaf.Chain(), new KeepPolicy { SimulationRoot = [Root.Pin] }, TestAuthority.Now, []));
        Assert.DoesNotContain(checks.ToList(), row => row.Verdict == CheckVerdict.Failed || row is { Verdict: CheckVerdict.NotDone, Required: true });
    }

    // Signature row, validity row, entries row; P passed, F failed, R not done and required, n not done and not required.
    [Theory]
    [InlineData("none", false, "nnn")]
    [InlineData("none", true, "RRR")]
    [InlineData("of others", false, "nnn")]
    [InlineData("of others", true, "RRR")]
    [InlineData("both", true, "PPP")]
    [InlineData("both", false, "PPP")]
    [InlineData("root's only", false, "nPn")]
    [InlineData("root's only", true, "RPR")]
    [InlineData("root's only, revoking", false, "nPF")]
    [InlineData("root's only, revoking", true, "RPF")]
    [InlineData("middle's forged", false, "FPn")]
    [InlineData("middle's forged", true, "FPR")]
    [InlineData("both forged", false, "Fnn")]
    [InlineData("both forged", true, "FRR")]
    [InlineData("a forged one beside a good one", true, "PPP")]
    [InlineData("in another name by the middle's key", false, "FPn")]
    [InlineData("leaf revoked", false, "PPF")]
    [InlineData("middle revoked", true, "PPF")]
    [InlineData("root on its own list", true, "PPP")]
    [InlineData("stale", false, "PFP")]
    [InlineData("of the future", true, "PFP")]
    [InlineData("an older one that revokes beside a newer", true, "PPP")]
    [InlineData("a newer one that revokes beside an older", true, "PPF")]
    public void Revocation_is_judged(string lists, bool required, string verdicts)
    {
        RevocationList root = Root.List(), middle = Middle.List();
        var stranger = new TestAuthority("stranger");
        RevocationList[] given = lists switch
        {
            "none" => [],
            "of others" => [stranger.List(revoked: [20, 30])],
            "both" => [middle, stranger.List(), root],
            "root's only" => [root],
            "root's only, revoking" => [Root.List(revoked: 20)],
            "middle's forged" => [root, Middle.List(signer: stranger.Key)],
            "both forged" => [Root.List(signer: stranger.Key), Middle.List(signer: stranger.Key)],
            "a forged one beside a good one" => [root, Middle.List(signer: stranger.Key, revoked: 30), middle],
            "in another name by the middle's key" => [root, Renamed(Middle)],
            "leaf revoked" => [root, Middle.List(revoked: [1, 30, 31])],
            "middle revoked" => [Root.List(revoked: 20), middle],
            "root on its own list" => [Root.List(revoked: [10, 30]), middle],
            "stale" => [root, Middle.List(fromDays: -30, toDays: -1)],
            "of the future" => [Root.List(fromDays: 1), middle],
            "an older one that revokes beside a newer" => [root, Middle.List(fromDays: -9, revoked: 30), middle],
            "a newer one that revokes beside an older" => [root, Middle.List(fromDays: -9), Middle.List(revoked: 30)],
            _ => throw new ArgumentOutOfRangeException(nameof(lists)),
        };
        Assert.Equal(verdicts, Revocation(Leaf.Chain(), given, required));
    }

    [Theory]
    [InlineData(false, "nnn")]
    [InlineData(true, "RRR")]
    public void A_root_alone_and_a_leaf_alone_have_no_list(bool required, string verdicts)
    {
        Assert.Equal(verdicts, Revocation(Root.Chain(), [Root.List()], required));
        Assert.Equal(verdicts, Revocation(CertificateChain.Find(Leaf.Certificate, []), [Middle.List()], required));
    }

    [Fact]
    public void A_chain_that_lacks_its_root_is_not_wholly_looked_up() =>
        Assert.Equal("RPR", Revocation(CertificateChain.Find(Leaf.Certificate, [Middle.Certificate]), [Middle.List()], required: true));

    [Fact]
    public void A_list_by_an_issuer_that_may_not_sign_lists_is_refused()
    {
        var middle = new TestAuthority("middle", Root, usage: X509KeyUsageFlags.KeyCertSign);
        Assert.Equal("FPn", Revocation(new TestAuthority("leaf", middle).Chain(), [Root.List(), middle.List()], required: false));
    }

    [Fact]
    public void The_path_prefers_the_issuer_that_signed()
    {
        var impostor = new TestAuthority("middle", Root);
        CertificateChain chain = CertificateChain.Find(Leaf.Certificate, [impostor.Certificate, Middle.Certificate, Root.Certificate]);
        Assert.Same(Middle.Certificate, chain.Path[1]);
        Assert.Same(impostor.Certificate, CertificateChain.Find(Leaf.Certificate, [impostor.Certificate, Root.Certificate]).Path[1]);
    }

    [Fact]
    public void Authorities_that_issue_each_other_end_nowhere()
    {
        X509Certificate one = Crossed("one", "two"), two = Crossed("two", "one");
        CertificateChain chain = CertificateChain.Find(one, [one, two]);
        Assert.False(chain.IsComplete);
        Assert.Null(chain.Root);
        Assert.Equal(2, chain.Path.Count);
    }

    [Fact]
    public void A_path_has_an_end()
    {
        var authority = new TestAuthority("0");
        for (int i = 1; i < 12; i++)
            authority = new TestAuthority($"{i}", authority);
        Assert.False(authority.Chain().IsComplete);
        Assert.Equal(8, authority.Chain().Path.Count);
    }

    private static List<AppraisalCheck> Make(CertificateChain chain, Sha256Digest? pin = null, KeepPolicy? policy = null)
    {
        var checks = new CheckList(Checks.Path);
        Checks.Make(checks, chain, policy ?? new KeepPolicy(), TestAuthority.Now, [pin ?? Root.Pin]);
        return [.. checks.ToList()];
    }

    private static string Revocation(CertificateChain chain, IReadOnlyCollection<RevocationList> lists, bool required)
    {
        CheckDefinition[] rows = [Checks.ListSignature, Checks.ListValidity, Checks.ListEntries];
        var checks = new CheckList(rows);
        Checks.MakeRevocation(checks, chain, lists, TestAuthority.Now, required);
        return string.Concat(checks.ToList().Select(row => row.Verdict switch
        {
            CheckVerdict.Passed => 'P',
            CheckVerdict.Failed => 'F',
            _ => row.Required ? 'R' : 'n',
        }));
    }

    private static X509Certificate Altered(X509Certificate certificate)
    {
        byte[] der = certificate.Der.ToArray();
        der[^1] ^= 1;
        return X509Certificate.Parse(der);
    }

    private static RevocationList Renamed(TestAuthority authority)
    {
        var identifier = X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(new X509SubjectKeyIdentifierExtension(new PublicKey(authority.Key), false));
        return RevocationList.Parse(new CertificateRevocationListBuilder().Build(new X500DistinguishedName("CN=another"), X509SignatureGenerator.CreateForECDsa(authority.Key), 1,
            TestAuthority.Now.AddDays(1), HashAlgorithmName.SHA256, identifier, TestAuthority.Now.AddDays(-1)));
    }

    private static X509Certificate Crossed(string subject, string issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 made = new CertificateRequest($"CN={subject}", key, HashAlgorithmName.SHA256)
            .Create(new X500DistinguishedName($"CN={issuer}"), X509SignatureGenerator.CreateForECDsa(key), TestAuthority.Now, TestAuthority.Now.AddDays(1), [1]);
        return X509Certificate.Parse(made.RawData);
    }
}
