using System.Management.Automation;
using Enarx;
using Enarx.Attestation;
using EnarxPS.Hosting;

namespace EnarxPS.Commands;

/// <summary>Makes one report of all appraisals of the pipeline, those of rejected evidence included.</summary>
[Cmdlet(VerbsData.ConvertTo, "KeepReport")]
[OutputType(typeof(string))]
public sealed class ConvertToKeepReportCommand : PSCmdlet
{
    private const string Html = "Html";
    private const string JUnit = "JUnit";
    private const string Sarif = "Sarif";

    private readonly List<KeepAppraisal> _appraisals = [];
    private readonly List<ReportFailure> _failures = [];

    /// <summary>Appraisals, and the errors that Test-KeepEvidence writes about rejected evidence.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, Position = 0)]
    [Alias("Appraisal")]
    [ValidateNotNull]
    public object[] InputObject { get; set; } = [];

    /// <summary>What the report is: a page, JUnit XML, or SARIF 2.1.0.</summary>
    [Parameter(Position = 1)]
    [ValidateSet(Html, JUnit, Sarif)]
    public string Format { get; set; } = Html;

    /// <summary>Title of the page.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Title { get; set; } = "Attestation report";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (object? given in InputObject)
        {
            switch (given is PSObject wrapped ? wrapped.BaseObject : given)
            {
                case KeepAppraisal appraisal:
                    Add(appraisal);
                    break;
                case ErrorRecord { TargetObject: KeepAppraisal rejected }:
                    Add(rejected);
                    break;
                case ErrorRecord other:
                    Fail(other);
                    break;
                case var other:
                    Fail(KeepErrors.Record(new KeepException(KeepErrorId.AppraisalExpected, $"A report is made of appraisals, not of {other?.GetType().Name ?? "nothing"}."), other));
                    break;
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        ReportItem[] items = Name();
        WriteObject(Format switch
        {
            JUnit => JUnitReport.Make(items, _failures),
            Sarif => SarifReport.Make(items, DateTimeOffset.UtcNow, _failures),
            _ => HtmlReport.Make(items, Title, DateTimeOffset.UtcNow, _failures),
        });
    }

    // What could not be appraised stands in the report, and is an error still.
    private void Fail(ErrorRecord error)
    {
        _failures.Add(new ReportFailure(error.TargetObject?.ToString() ?? error.FullyQualifiedErrorId, error.ToString()));
        WriteError(error);
    }

    // With -IncludeRejected and a merged error stream the same one comes twice.
    private void Add(KeepAppraisal appraisal)
    {
        if (!_appraisals.Exists(known => ReferenceEquals(known, appraisal)))
            _appraisals.Add(appraisal);
    }

    private ReportItem[] Name()
    {
        var seen = new Dictionary<string, int>();
        return [.. _appraisals.Select(appraisal =>
        {
            string name = appraisal.Keep?.Name ?? $"{appraisal.Tee} {appraisal.Product}".TrimEnd();
            int number = seen[name] = seen.GetValueOrDefault(name) + 1;
            return new ReportItem(number == 1 ? name : $"{name} ({number})", appraisal);
        })];
    }
}
