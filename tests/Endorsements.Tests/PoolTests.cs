namespace Enarx.Attestation.Tests;

public sealed class PoolTests(SimulatedHost host)
{
    [Fact]
    public void Each_report_gets_its_own_chips_certificate_and_no_other()
    {
        Scene[] scenes = [.. Enum.GetValues<SnpProduct>().Select(product => new Scene(host, product))];
        var pool = new EndorsementPool();
        foreach (Scene scene in scenes)
            pool.Add(EndorsementReader.Read(scene.Leaf!, "test").Concat(EndorsementReader.Read(Pem.Write(scene.Issuer!, scene.Root!), "test")).Concat(EndorsementReader.Read(scene.RevocationList(), "test")));
        foreach (Scene scene in scenes)
        {
            IReadOnlyList<Endorsement> found = pool.For(scene.Evidence() with { Endorsements = [] }, scene.Time);
            Assert.Equal(["ARK", "ASK", "CRL", "VCEK"], found.Select(one => one.Kind).Order(StringComparer.Ordinal));
            Assert.Contains(found, one => one.Content.AsSpan().SequenceEqual(scene.Leaf));
            KeepAppraisal appraisal = EvidenceAppraiser.Appraise(scene.Evidence() with { Endorsements = [.. found.Select(one => one.Content)] }, scene.Policy with { RequireRevocationCheck = true }, scene.Time);
            Assert.True(appraisal.Passed, appraisal.FirstFailure?.ToString());
        }
    }

    [Fact]
    public void Of_revocation_lists_the_newest_that_is_in_date_is_given()
    {
        var scene = new Scene(host);
        byte[] old = scene.RevocationList(thisUpdateDays: -30, nextUpdateDays: -1), newer = scene.RevocationList(thisUpdateDays: -10, nextUpdateDays: 30),
            newest = scene.RevocationList(thisUpdateDays: -5, nextUpdateDays: 30), future = scene.RevocationList(thisUpdateDays: 20, nextUpdateDays: 40);
        var pool = new EndorsementPool();
        foreach (byte[] list in (byte[][])[newer, future, newest, old])
            pool.Add(EndorsementReader.Read(list, "test"));
        (double Days, byte[] Expected)[] cases = [(0, newest), (-7, newer), (-20, old), (25, future), (50, future)];
        foreach ((double days, byte[] expected) in cases)
            Assert.Equal(expected, Assert.Single(pool.For(scene.Evidence(), scene.Time.AddDays(days))).Content);
    }

    [Fact]
    public void What_was_named_is_judged_even_when_it_does_not_fit()
    {
        Scene milan = new(host), genoa = new(host, SnpProduct.Genoa);
        var pool = new EndorsementPool();
        pool.Add(EndorsementReader.Read(genoa.Leaf!, "test"), always: true);
        pool.Add(EndorsementReader.Read(milan.Leaf!, "test"));
        Assert.Equal(2, pool.For(milan.Evidence(), milan.Time).Count);
        Assert.Single(pool.For(genoa.Evidence(), genoa.Time));
    }

    [Fact]
    public void No_TEE_is_given_what_its_verifier_cannot_read()
    {
        var scene = new Scene(host);
        (byte[] Content, Tee[] For)[] cases =
        [
            ("{\"tcbInfo\":{\"id\":\"SGX\",\"fmspc\":\"00906ED50000\",\"issueDate\":\"2026-01-01T00:00:00Z\",\"nextUpdate\":\"2027-01-01T00:00:00Z\"},\"signature\":\"\"}"u8.ToArray(), [Tee.Sgx, Tee.Tdx, Tee.AzureTdx]),
            (Pem.PublicKey(), [Tee.Cca, Tee.Psa]),
            (Pem.Write(Scene.SelfSigned()), [.. Enum.GetValues<Tee>().Except([Tee.Cca, Tee.Psa, Tee.Sev])]),
        ];
        foreach ((byte[] content, Tee[] tees) in cases)
        {
            var pool = new EndorsementPool();
            pool.Add(EndorsementReader.Read(content, "test"), always: true);
            foreach (Tee tee in Enum.GetValues<Tee>())
                Assert.Equal(tees.Contains(tee), pool.For(new KeepEvidence { Tee = tee, Report = scene.Report }, scene.Time).Count == 1);
        }
    }

    [Fact]
    public void Evidence_of_others_gets_all_that_is_not_of_AMD_or_Intel_within_bounds()
    {
        var scene = new Scene(host);
        var pool = new EndorsementPool();
        pool.Add(EndorsementReader.Read(scene.Leaf!, "test"));
        pool.Add(EndorsementReader.Read(scene.Root!, "test"));
        for (int i = 0; i < 40; i++)
            pool.Add(EndorsementReader.Read(Scene.SelfSigned(), "test"));
        IReadOnlyList<Endorsement> found = pool.For(new KeepEvidence { Tee = Tee.IbmSecureExecution, Report = [1] }, DateTimeOffset.UtcNow);
        Assert.Equal(32, found.Count);
        Assert.All(found, one => Assert.Equal("certificate", one.Kind));
    }
}
