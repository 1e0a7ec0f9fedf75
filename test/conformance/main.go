// Command conformance judges YAML by the code that a cluster judges it by: Tekton's own decoding, defaulting and
// validation, and the Kubernetes scheme for the core kinds.
//
// The version of Tekton is the one it was built with: go.mod names the newest supported, oldest.mod the oldest.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

const (
	exitDone    = 0
	exitInvalid = 1
	exitUsage   = 2
)

const usage = `usage: conformance [flags] <file, directory or - for standard input>...

Judges every YAML document below the given paths. A document is valid when it is valid
under each of the feature levels of --api.

`

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("conformance", flag.ContinueOnError)
	flags.SetOutput(stderr)
	levels := flags.String("api", "stable,beta", "feature levels to judge by, of stable, beta and alpha")
	asJSON := flags.Bool("json", false, "print one JSON object")
	expectInvalid := flags.Bool("expect-invalid", false, "exit 1 when a document is valid, instead of when one is invalid")
	schema := flags.Bool("schema", false, "print the fields of Tekton's kinds as JSON, and judge nothing")
	asLines := flags.Bool("json-lines", false, "print one JSON object for each document and level")
	flags.Usage = func() {
		fmt.Fprint(stderr, usage)
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		if err == flag.ErrHelp {
			return exitDone
		}
		return exitUsage
	}
	if *schema {
		if err := writeSchema(stdout); err != nil {
			fmt.Fprintln(stderr, "conformance:", err)
			return exitInvalid
		}
		return exitDone
	}
	if flags.NArg() == 0 {
		flags.Usage()
		return exitUsage
	}

	judge, err := newJudge(strings.Split(*levels, ","))
	if err != nil {
		fmt.Fprintln(stderr, "conformance:", err)
		return exitUsage
	}
	documents, err := readDocuments(flags.Args(), stdin)
	if err != nil {
		fmt.Fprintln(stderr, "conformance:", err)
		return exitUsage
	}

	if *asLines {
		if err := judge.writeLines(documents, stdout); err != nil {
			fmt.Fprintln(stderr, "conformance:", err)
			return exitInvalid
		}
		return exitDone
	}
	report := judge.judgeAll(documents)
	if err := report.write(stdout, *asJSON); err != nil {
		fmt.Fprintln(stderr, "conformance:", err)
		return exitInvalid
	}
	return report.exitCode(*expectInvalid)
}
