using System.Linq.Expressions;
using System.Reflection;

namespace ScaleApp.Jobs;

/// <summary>Finds the value of an argument in an expression; the usual ones (constants, captured variables) without compiling.</summary>
internal static class ArgumentEvaluator
{
    public static object? Evaluate(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression { Member: FieldInfo field } member => field.GetValue(Owner(member)),
        MemberExpression { Member: PropertyInfo property } member => property.GetValue(Owner(member)),
        UnaryExpression { NodeType: ExpressionType.Convert, Method: null } convert when IsWidening(convert) => Evaluate(convert.Operand),
        _ => Compile(expression),
    };

    private static object? Owner(MemberExpression member) => member.Expression is null ? null : Evaluate(member.Expression);

    // Only conversions that change nothing about the value: to a base, an interface or object, or to the nullable of it.
    private static bool IsWidening(UnaryExpression convert) =>
        convert.Type.IsAssignableFrom(convert.Operand.Type) || Nullable.GetUnderlyingType(convert.Type) == convert.Operand.Type;

    private static object? Compile(Expression expression) =>
        Expression.Lambda<Func<object?>>(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: true)();
}
