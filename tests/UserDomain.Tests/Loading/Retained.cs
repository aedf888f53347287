using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using UserDomain.Model;

namespace UserDomain.Tests.Loading;

/// <summary>What an object holds in memory with all that hangs on it alone, as the runtime lays it out.</summary>
internal static class Retained
{
    /// <summary>The objects of a user to whom nothing has happened are everybody's.</summary>
    public static long Bytes(object root)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        Walk(User.None, seen);
        return Walk(root, seen);
    }

    private static long Walk(object root, HashSet<object> seen)
    {
        var (sum, left) = (0L, new Stack<object>([root]));
        while (left.TryPop(out var one))
        {
            if (one is Type or StringComparer or MemberInfo || !seen.Add(one))
                continue;
            sum += SizeOf(one);
            if (one is Array array)
                AddElements(array, left);
            else
                AddFields(one, one.GetType(), left);
        }

        return sum;
    }

    /// <summary>The runtime keeps it at the beginning of its table for the type: the size of an element, and that of all else.</summary>
    private static long SizeOf(object one)
    {
        var table = one.GetType().TypeHandle.Value;
        var (element, all) = (Marshal.ReadInt16(table) & 0xffff, Marshal.ReadInt32(table, sizeof(int)));
        var length = one is string text ? text.Length : one is Array array ? array.Length : 0;
        return (all + ((long)element * length) + 7) / 8 * 8;
    }

    private static void AddElements(Array array, Stack<object> left)
    {
        var type = array.GetType().GetElementType()!;
        if (type.IsPrimitive)
            return;
        foreach (var element in array)
            Add(element, type, left);
    }

    private static void AddFields(object one, Type type, Stack<object> left)
    {
        for (var at = type; at is not null && at != typeof(string); at = at.BaseType)
        {
            foreach (var field in at.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                Add(field.GetValue(one), field.FieldType, left);
        }
    }

    private static void Add(object? value, Type type, Stack<object> left)
    {
        if (value is null || type.IsPrimitive || type.IsPointer)
            return;
        if (!type.IsValueType)
            left.Push(value);
        else if (HoldsObjects(type))
            AddFields(value, type, left);
    }

    private static bool HoldsObjects(Type type) =>
        (bool)typeof(RuntimeHelpers).GetMethod(nameof(RuntimeHelpers.IsReferenceOrContainsReferences))!.MakeGenericMethod(type).Invoke(null, null)!;
}
