package wire

import (
	"fmt"
	"reflect"
	"time"
)

// Example returns a pointer to a struct of that type with a value in every field; lists have two, maps one.
func Example(of reflect.Type) any {
	p := reflect.New(of)
	fill(p.Elem(), of.Name())
	return p.Interface()
}

// fill gives value a value that tells where it is.
func fill(value reflect.Value, name string) {
	switch value.Kind() {
	case reflect.Pointer:
		value.Set(reflect.New(value.Type().Elem()))
		fill(value.Elem(), name)
	case reflect.String:
		if value.SetString(name + " é=+"); name == "AccountId" {
			value.SetString("123456789012") // part of the name of a host
		}
	case reflect.Bool:
		value.SetBool(true)
	case reflect.Int32:
		value.SetInt(7)
	case reflect.Float32, reflect.Float64:
		value.SetFloat(7.5)
	case reflect.Slice:
		value.Set(reflect.MakeSlice(value.Type(), 2, 2))
		fill(value.Index(0), name+" 1")
		fill(value.Index(1), name+" 2")
	case reflect.Map:
		key, one := reflect.New(value.Type().Key()).Elem(), reflect.New(value.Type().Elem()).Elem()
		fill(key, name+" key")
		fill(one, name)
		value.Set(reflect.MakeMap(value.Type()))
		value.SetMapIndex(key, one)
	case reflect.Struct:
		if value.Type() == reflect.TypeFor[time.Time]() {
			value.Set(reflect.ValueOf(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)))
			return
		}
		for field, value := range value.Fields() {
			fill(value, field.Name)
		}
	default:
		panic(fmt.Sprintf("%s is of a type that no example is known of: %s", name, value.Type()))
	}
}
