using System.Management.Automation;

namespace Engine.Tests;

/// <summary>What a script gave.</summary>
public sealed record ShellResult(
    IReadOnlyList<PSObject> Output, IReadOnlyList<ErrorRecord> Errors, IReadOnlyList<string> Warnings, IReadOnlyList<string> Verbose, IReadOnlyList<InformationRecord> Information)
{
    /// <summary>The one error, whose id, category and advice must be these.</summary>
    public ErrorRecord Error(string id, ErrorCategory category)
    {
        ErrorRecord error = Assert.Single(Errors);
        Assert.Equal(id, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.False(string.IsNullOrWhiteSpace(error.ErrorDetails?.RecommendedAction), "There is no advice.");
        return error;
    }
}
