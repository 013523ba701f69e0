package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
)

// offered adds what a file of Go offers to others, name by name: functions, methods, and fields of structs.
func (r *Record) offered(file string) error {
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, file, nil, 0)
	if err != nil {
		return err
	}
	text := func(node ast.Node) string {
		var b bytes.Buffer
		_ = printer.Fprint(&b, files, node) // into memory
		return string(bytes.Join(bytes.Fields(b.Bytes()), []byte(" ")))
	}
	for _, d := range parsed.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if of := receiver(d); d.Name.IsExported() && ast.IsExported(of+d.Name.Name) {
				r.Parts["api "+of+d.Name.Name] = text(d.Type)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				named, is := spec.(*ast.TypeSpec)
				if !is || !named.Name.IsExported() {
					continue
				}
				r.Parts["api "+named.Name.Name] = "type"
				if of, is := named.Type.(*ast.StructType); is {
					for _, field := range of.Fields.List {
						for _, name := range field.Names {
							if name.IsExported() {
								r.Parts["api "+named.Name.Name+"."+name.Name] = text(field.Type)
							}
						}
					}
				}
			}
		}
	}
	return nil
}

// receiver is the type that a method is of, with a dot, or nothing.
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return ""
	}
	of := f.Recv.List[0].Type
	if pointer, is := of.(*ast.StarExpr); is {
		of = pointer.X
	}
	return of.(*ast.Ident).Name + "."
}
