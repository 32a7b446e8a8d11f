using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ScaleApp.Analyzers;

/// <summary>SCALE007: cookies or antiforgery tokens whose keys are not shared.</summary>
/// <remarks>
/// Reported once: at AddDataProtection, else at the registration that needs keys most visibly. MVC and Razor Pages register
/// antiforgery whether a form uses it or not, so they alone are no reason to report.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DataProtectionAnalyzer() : RegistrationAnalyzer(Rules.DataProtection)
{
    private static readonly string[] Users =
        ["AddIdentity", "AddDefaultIdentity", "AddIdentityCookies", "AddIdentityApiEndpoints", "AddCookie", "AddOpenIdConnect", "AddAntiforgery", "AddSession"];

    private protected override object[]? Judge(IInvocationOperation call, Composition composition)
    {
        var method = call.TargetMethod;
        return (method.Name == "AddDataProtection" || Users.Contains(method.Name))
            && method.IsIn("Microsoft.Extensions.DependencyInjection")
            && Users.FirstOrDefault(user => composition.Calls(user)) is { } firstUser
            && method.Name == (composition.Calls("AddDataProtection") ? "AddDataProtection" : firstUser)
            && composition.IsFirstCall(call.Syntax, method.Name)
            && !composition.Shares(PersistsKeys, ["Microsoft.AspNetCore.DataProtection"])
                ? [method.Name]
                : null;
    }

    private static bool PersistsKeys(Composition composition) =>
        composition.Calls(name => name.StartsWith("PersistKeysTo", StringComparison.Ordinal))
        || composition.Registers("IXmlRepository")
        || composition.Implements("IXmlRepository");
}
