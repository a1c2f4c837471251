using System.Security.Cryptography;

namespace Enarx.Attestation.Tests;

/// <summary>Every kind of simulation, as a keep loader uses it.</summary>
public sealed class SimulatorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("simulator-").FullName;

    public static TheoryData<Tee, string> Kinds => [.. Simulator.Kinds.Where(kind => kind.Tee != Tee.SevSnp).Select(kind => (kind.Tee, kind.Product))];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Evidence_passes_under_its_root_and_is_refused_under_any_other_policy(Tee tee, string product)
    {
        Sha256Digest root = Simulator.OpenOrCreate(_folder, tee);
        Assert.Equal(root, Simulator.OpenOrCreate(_folder, tee));
        using ISimulatedProcessor processor = Simulator.Open(_folder, new SimulatedKind(tee, product));
        byte[] measurement = RandomNumberGenerator.GetBytes(processor.MeasurementLength), data = RandomNumberGenerator.GetBytes(64);
        SimulatedEvidence given = processor.GiveEvidence(measurement, data);
        var evidence = new KeepEvidence { Tee = tee, Report = given.Report, Endorsements = given.Endorsements };

        KeepAppraisal appraisal = EvidenceAppraiser.Appraise(evidence, new KeepPolicy { SimulationRoot = [root], Measurement = [Convert.ToHexStringLower(measurement)], ReportData = Convert.ToHexStringLower(data) }, DateTimeOffset.UtcNow);
        Assert.True(appraisal.Passed, $"{appraisal.FirstFailure?.Id}: {appraisal.FirstFailure?.Reason}");
        Assert.True(appraisal.IsSimulated);

        KeepPolicy[] others = [new(), new() { TrustedRoot = [root] }, new() { SimulationRoot = [Sha256Digest.FromBytes(new byte[32])] }];
        Assert.All(others, policy => Assert.Equal(CheckCategory.Simulation, EvidenceAppraiser.Appraise(evidence, policy, DateTimeOffset.UtcNow).FirstFailure!.Category));
    }

    [Fact]
    public void What_is_not_simulated_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Simulator.OpenOrCreate(_folder, Tee.NvidiaGpu));
        Assert.Throws<ArgumentOutOfRangeException>(() => Simulator.Open(_folder, new SimulatedKind(Tee.Tdx, "9.9")));
    }
}
