using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ScaleApp.Analyzers;

/// <summary>SCALE001: session state, or <c>IDistributedCache</c>, in the memory of the process.</summary>
/// <remarks>Reported at AddSession. Without AddSession, it is reported at AddDistributedMemoryCache.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SessionAnalyzer() : RegistrationAnalyzer(Rules.Sessions)
{
    private static readonly string[] Stores =
        ["Redis", "Sql", "Postgre", "Cosmos", "Mongo", "NCache", "Couchbase", "Dynamo", "Garnet", "Valkey", "Marten", "FusionCache"];

    private protected override object[]? Judge(IInvocationOperation call, Composition composition)
    {
        var method = call.TargetMethod;
        if (method.Name is not ("AddSession" or "AddDistributedMemoryCache")
            || !method.IsIn("Microsoft.Extensions.DependencyInjection")
            || (method.Name == "AddDistributedMemoryCache" && composition.Calls("AddSession"))
            || composition.Shares(RegistersStore, ["Microsoft.Extensions.Caching.StackExchangeRedis"], ["Microsoft.Extensions.Caching.SqlServer"]))
        {
            return null;
        }

        return [method.Name, method.Name == "AddSession" ? "sessions" : "cached entries"];
    }

    private static bool RegistersStore(Composition composition) =>
        composition.Registers("IDistributedCache")
        || composition.Calls(name =>
            name.StartsWith("Add", StringComparison.Ordinal) && name.Contains("Cache") && Stores.Any(name.Contains));
}
