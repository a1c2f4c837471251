using System.Diagnostics;
using Enarx.Attestation;

namespace Enarx.Bench;

/// <summary>Evidence whose appraisal is measured, warm and cold.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Evidence">The evidence; it passes.</param>
/// <param name="Policy">The policy.</param>
/// <param name="Moment">The verification time.</param>
/// <param name="Limit">What it is held against.</param>
/// <param name="WarmAim">Least ratio with chain and keys seen before; null: none.</param>
/// <param name="ColdAim">Least ratio with nothing seen before; null: none.</param>
internal sealed record AppraisalRow(string Name, KeepEvidence Evidence, KeepPolicy Policy, DateTimeOffset Moment, Limit Limit, double? WarmAim, double? ColdAim)
{
    private const int WarmUp = 400;

    /// <summary>Measures limit, warm and cold in turn, and gives the row of the table.</summary>
    public (string[] Cells, bool Met) Measure(int calls)
    {
        KeepAppraisal first = EvidenceAppraiser.Appraise(Evidence, Policy, Moment);
        if (!first.Passed)
            throw new InvalidOperationException($"{Name}: {first}");
        for (int i = 0; i < WarmUp; i++)
        {
            VerifierMemory.Forget();
            Appraise();
            Appraise();
            Limit.Verify();
        }

        // In turn, call by call, and the middle of each: what else runs on the machine disturbs all three alike.
        List<double> limits = [], warms = [], colds = [];
        for (int call = 0; call < calls; call++)
        {
            limits.Add(Time(() => Limit.Verify()));
            Appraise();
            warms.Add(Time(Appraise));
            VerifierMemory.Forget();
            colds.Add(Time(Appraise));
        }

        double limit = Limit.Count * Report.Median(limits), warm = Report.Median(warms), cold = Report.Median(colds);
        double warmRatio = limit / warm, coldRatio = limit / cold;
        Appraise();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        Appraise();
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        return ([
            Name, Limit.Name, Report.Number(1 / limit, 0),
            Report.Number(1 / warm, 0), Report.Number(warmRatio, 2), Aim(WarmAim),
            Report.Number(1 / cold, 0), Report.Number(coldRatio, 2), Aim(ColdAim), Report.Number(allocated, 0),
        ], !(warmRatio < WarmAim) && !(coldRatio < ColdAim));
    }

    private void Appraise() => EvidenceAppraiser.Appraise(Evidence, Policy, Moment);

    private static string Aim(double? aim) => aim is { } ratio ? Report.Number(ratio, 2) : "";

    private static double Time(Action call)
    {
        long start = Stopwatch.GetTimestamp();
        call();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
