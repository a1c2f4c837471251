using System.Management.Automation;
using Enarx;
using Enarx.Client;
using EnarxPS.Hosting;

namespace EnarxPS.Commands;

/// <summary>Finds keeps by name.</summary>
internal static class KeepNames
{
    /// <summary>
    /// The keeps that match any of the names, each once. A name without wildcards that matches none is an error that
    /// ends nothing.
    /// </summary>
    public static async Task<IReadOnlyList<Keep>> FindAsync(PipelineThread pipeline, IEnumerable<string> names, CancellationToken stop)
    {
        IReadOnlyList<Keep> keeps = await KeepManager.OfThisUser(pipeline.WriteVerbose).GetKeepsAsync(stop).ConfigureAwait(false);
        var found = new List<Keep>();
        foreach (string name in names)
        {
            var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            Keep[] matches = [.. keeps.Where(keep => pattern.IsMatch(keep.Name))];
            found.AddRange(matches.Where(keep => !found.Contains(keep)));
            if (matches.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
                pipeline.WriteError(KeepErrors.Record(new KeepException(KeepErrorId.KeepNotFound, $"This host has no keep '{name}'."), name));
        }

        return found;
    }
}
