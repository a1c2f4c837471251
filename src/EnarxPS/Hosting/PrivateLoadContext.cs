using System.Reflection;
using System.Runtime.Loader;

namespace EnarxPS.Hosting;

/// <summary>
/// Loads what lies in <c>bin/private</c>, so that another module's version of the same library and ours do not meet.
/// The contracts are shared: their types are what users see.
/// </summary>
internal sealed class PrivateLoadContext : AssemblyLoadContext
{
    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(typeof(PrivateLoadContext).Assembly.Location)!, "private");
    private static readonly PrivateLoadContext Instance = new();

    private PrivateLoadContext()
        : base("EnarxPS")
    {
    }

    /// <summary>Answers the default context for assemblies of ours that it does not find.</summary>
    public static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name is { } simple && simple.StartsWith("Enarx.", StringComparison.Ordinal) && File.Exists(PathOf(simple))
            ? Instance.LoadFromAssemblyName(name)
            : null;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = PathOf(assemblyName.Name!);
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    private static string PathOf(string name) => Path.Combine(Folder, name + ".dll");
}
